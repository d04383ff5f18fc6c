// What the browser tests see of it.
interface Document {
  /** What is wrong with a request, in words. */
  requestFaults(request: { method: string; path: string; params: unknown }): string[];
}

export function openDocument(): Document | null;
