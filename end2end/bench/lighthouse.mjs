// P15: Lighthouse's mobile run of a performance with 60,000 seats, as often as it is told.
import { launch as launchChrome } from 'chrome-launcher';
import lighthouse from 'lighthouse';
import { answer, executablePath, flags, url, word } from './chromium.mjs';

const scores = { performance: [], accessibility: [], practices: [], seo: [], tbt: [], cls: [] };
const missed = new Set();
for (let run = 0; run < Number(word); run += 1) {
  const chromeFlags = ['--headless=new', ...flags];
  const chrome = await launchChrome({ chromePath: executablePath, chromeFlags });
  try {
    const options = { port: chrome.port, output: 'json', logLevel: 'error' };
    const { lhr } = await lighthouse(`${url}/performances/1`, options);
    const points = (category) => Math.round(lhr.categories[category].score * 100);
    scores.performance.push(points('performance'));
    scores.accessibility.push(points('accessibility'));
    scores.practices.push(points('best-practices'));
    scores.seo.push(points('seo'));
    scores.tbt.push(lhr.audits['total-blocking-time'].numericValue);
    scores.cls.push(lhr.audits['cumulative-layout-shift'].numericValue);
    for (const category of ['accessibility', 'best-practices', 'seo']) {
      for (const { id, weight } of lhr.categories[category].auditRefs) {
        const { score } = lhr.audits[id];
        if (weight > 0 && score !== null && score < 1) missed.add(id);
      }
    }
  } finally {
    chrome.kill();
  }
}
const note = missed.size > 0 ? `mobile; not met: ${[...missed].join(', ')}` : 'mobile';
answer({ ...scores, note });
