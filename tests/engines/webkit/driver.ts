/** WebKit, driven over WebDriver's HTTP protocol. Its sessions are private windows. */
import type { Driver } from '../driver.js';
import { launchWebKit } from './launch.js';
import { Session } from './session.js';

/** The name under which an answer holds an element. Source: https://w3c.github.io/webdriver/#elements */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';
const SCRIPT_TIMEOUT_MS = 60_000;

/** What {@link watch} hears. Its console is closed to drivers, and what happens while a page loads is not heard. */
type Watched = Window & { heardErrors?: string[] };

/** Sent to the page. */
function watch(): void {
  const heard: string[] = ((window as Watched).heardErrors = []);
  addEventListener('error', ({ message }) => {
    // By this WebKit means that something is measured again in the next frame.
    if (!message.startsWith('ResizeObserver loop')) heard.push(message);
  });
  addEventListener('unhandledrejection', ({ reason }) => heard.push(String(reason)));
  addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
    heard.push(`${violatedDirective} blocks ${blockedURI}`),
  );
}

/** Sent to the page. */
function heard(): string[] {
  return (window as Watched).heardErrors?.splice(0) ?? [];
}

interface Capabilities {
  browserVersion: string;
}

export async function startWebKit(): Promise<Driver> {
  const webkit = await launchWebKit();
  const session = await Session.begin<Capabilities>(webkit.address, {
    timeouts: { script: SCRIPT_TIMEOUT_MS },
  });

  const call = async (source: string, args: readonly unknown[]): Promise<unknown> => {
    const script = `const [given, done] = arguments;
      (async () => JSON.stringify((await (${source})(...JSON.parse(given))) ?? null))()
        .then((json) => done({ json }), (error) => done({ error: String(error) }));`;
    const command = { script, args: [JSON.stringify(args)] };
    const { json, error } = await session.post<{ json?: string; error?: string }>('execute/async', command);
    if (json === undefined) throw new Error(error);
    return JSON.parse(json);
  };

  const errors: string[] = [];
  /** Before a page goes, what was heard in it. */
  const leave = async (): Promise<void> => void errors.push(...((await call(String(heard), [])) as string[]));

  return {
    title: `WebKit ${session.capabilities.browserVersion}`,
    downloads: webkit.downloads,
    async open(url) {
      await leave();
      await session.post('url', { url });
      await call(String(watch), []);
    },
    async reload() {
      await leave();
      await session.post('refresh', {});
      await call(String(watch), []);
    },
    call,
    async chooseFiles(source, args, files) {
      const script = `return (${source})(...JSON.parse(arguments[0]));`;
      const { [ELEMENT]: id } = await session.post<Record<string, string>>('execute/sync', {
        script,
        args: [JSON.stringify(args)],
      });
      await session.post(`element/${id}/value`, { text: files.join('\n') });
    },
    async perform(actions) {
      await session.post('actions', { actions });
    },
    async resize(width, height) {
      // The window has a frame and a bar, whose size only the difference tells.
      const [innerWidth, innerHeight] = (await call('() => [innerWidth, innerHeight]', [])) as [number, number];
      const outer = await session.get<{ width: number; height: number }>('window/rect');
      await session.post('window/rect', {
        width: outer.width - innerWidth + width,
        height: outer.height - innerHeight + height,
      });
    },
    async screenshot() {
      // Its sight of a page that was opened after the window had changed is black until it changes again.
      const { width, height } = await session.get<{ width: number; height: number }>('window/rect');
      await session.post('window/rect', { width: width + 1, height });
      await session.post('window/rect', { width, height });
      return Buffer.from(await session.get<string>('screenshot'), 'base64');
    },
    async takeErrors() {
      await leave();
      return errors.splice(0);
    },
    async close() {
      await session.end().catch(() => {
        // The browser may be gone already; its driver is stopped below in any case.
      });
      await webkit.stop();
    },
  };
}
