// Takes a picture of every page: PICTURES=folder npx playwright test -c pictures.config.ts
import tests from './playwright.config.js';

export default { ...tests, testDir: 'pictures', testMatch: '*.shoot.ts', workers: 1 };
