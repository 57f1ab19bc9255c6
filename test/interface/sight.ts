/** Gives every element a size, as a window of 1024 by 600 would: jsdom lays nothing out, and tables draw what is in sight. */
export function giveElementsSize(): void {
  Object.defineProperties(HTMLElement.prototype, {
    clientWidth: { configurable: true, get: () => 1024 },
    clientHeight: { configurable: true, get: () => 600 },
  });
}
