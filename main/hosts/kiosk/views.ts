import type { BrowserContext, CDPSession, Page } from 'playwright-core';

/** Makes the browser pages that main wants, and lets no other live. */
export interface Views {
  /** A page that shows nothing yet, in a window without tabs where there is a screen; nobody opened it but main. */
  openView(size: { readonly width: number; readonly height: number }): Promise<Page>;
  /** Does something with a page that nobody sees, and takes it away. */
  behindTheScenes<T>(work: (view: Page) => Promise<T>): Promise<T>;
}

const BEHIND = { width: 320, height: 240 };

/**
 * @param firstView the page that the browser came up with
 * @param headless there are no windows, so a page is just a page
 */
export function keepViews(context: BrowserContext, browser: CDPSession, firstView: Page, headless: boolean): Views {
  const ours = new WeakSet<Page>([firstView]);
  let turn: Promise<unknown> = Promise.resolve();
  /** One at a time, so that a page that comes up meanwhile can be told from the one main asked for. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work, work);
    turn = mine.catch(() => undefined);
    return mine;
  };
  // SECURITY: a page that main did not open goes at once. It got nothing: requests of unknown pages are not answered.
  context.on('page', (view) => {
    void turn.then(async () => {
      if (!ours.has(view)) await view.close().catch(() => undefined);
    });
  });
  const make = async (): Promise<Page> => {
    const view = headless ? await context.newPage() : await makeMinimised(context, browser);
    ours.add(view);
    return view;
  };
  return {
    openView: (size) =>
      inTurn(async () => {
        const view = await make();
        if (headless) return view;
        const popup = await popUp(view, size);
        ours.add(popup);
        await view.close();
        return popup;
      }),
    behindTheScenes: async (work) => {
      const view = await inTurn(make);
      try {
        return await work(view);
      } finally {
        await view.close().catch(() => undefined);
      }
    },
  };
}

async function makeMinimised(context: BrowserContext, browser: CDPSession): Promise<Page> {
  const wanted = Promise.withResolvers<string>();
  const [view] = await Promise.all([
    context.waitForEvent('page', {
      predicate: async (page) => (await targetOf(context, page)) === (await wanted.promise),
    }),
    browser
      .send('Target.createTarget', {
        url: 'about:blank',
        newWindow: true,
        windowState: 'minimized',
        background: true,
        ...BEHIND,
      })
      .then(({ targetId }) => {
        wanted.resolve(targetId);
      }),
  ]);
  return view;
}

async function targetOf(context: BrowserContext, view: Page): Promise<string> {
  const session = await context.newCDPSession(view);
  const { targetInfo } = await session.send('Target.getTargetInfo');
  await session.detach();
  return targetInfo.targetId;
}

/**
 * A window without tabs, whose address can be read and not changed, can only be had from a page: this one is empty and
 * closed at once.
 */
async function popUp(view: Page, size: { readonly width: number; readonly height: number }): Promise<Page> {
  const [popup] = await Promise.all([
    view.waitForEvent('popup'),
    // As text: main is compiled without the names of a page's globals.
    view.evaluate(`void open('about:blank', '_blank', 'popup,width=${size.width},height=${size.height}')`),
  ]);
  const session = await popup.context().newCDPSession(popup);
  const { windowId } = await session.send('Browser.getWindowForTarget');
  await session.send('Browser.setWindowBounds', { windowId, bounds: { ...size } });
  await session.detach();
  return popup;
}
