/** Firefox, driven over WebDriver BiDi. */
import type { Driver } from '../driver.js';
import { Bidi } from './bidi.js';
import { launchFirefox } from './launch.js';

type Answer =
  | { type: 'success'; result: { type: string; value?: string; sharedId?: string } }
  | { type: 'exception'; exceptionDetails: { text: string } };

interface LogEntry {
  level: string;
  text: string | null;
}

export async function startFirefox(): Promise<Driver> {
  const firefox = await launchFirefox();
  const errors: string[] = [];
  const bidi = await Bidi.connect(firefox.address, (_, params) => {
    const { level, text } = params as LogEntry;
    if (level === 'error') errors.push(text ?? '');
  });
  const { capabilities } = await bidi.send<{ capabilities: { browserVersion: string } }>('session.new', {
    // Leaving in the middle of something is what the journeys mean to do.
    capabilities: { alwaysMatch: { unhandledPromptBehavior: { beforeUnload: 'accept' } } },
  });
  await bidi.send('session.subscribe', { events: ['log.entryAdded'] });
  const { contexts } = await bidi.send<{ contexts: { context: string }[] }>('browsingContext.getTree', {});
  const context = contexts[0]?.context;

  const evaluate = async (functionDeclaration: string, args: readonly unknown[]) => {
    const answer = await bidi.send<Answer>('script.callFunction', {
      functionDeclaration,
      arguments: [{ type: 'string', value: JSON.stringify(args) }],
      awaitPromise: true,
      target: { context },
    });
    if (answer.type === 'exception') throw new Error(answer.exceptionDetails.text);
    return answer.result;
  };

  return {
    title: `Firefox ${capabilities.browserVersion}`,
    downloads: firefox.downloads,
    async open(url) {
      await bidi.send('browsingContext.navigate', { context, url, wait: 'complete' });
    },
    async reload() {
      await bidi.send('browsingContext.reload', { context, wait: 'complete' });
    },
    async call(source, args) {
      const json = `async (args) => JSON.stringify((await (${source})(...JSON.parse(args))) ?? null)`;
      return JSON.parse((await evaluate(json, args)).value ?? 'null') as unknown;
    },
    async chooseFiles(source, args, files) {
      const { sharedId } = await evaluate(`(args) => (${source})(...JSON.parse(args))`, args);
      await bidi.send('input.setFiles', { context, element: { sharedId }, files });
    },
    async perform(actions) {
      await bidi.send('input.performActions', { context, actions });
    },
    async resize(width, height) {
      await bidi.send('browsingContext.setViewport', { context, viewport: { width, height } });
    },
    async screenshot() {
      const { data } = await bidi.send<{ data: string }>('browsingContext.captureScreenshot', { context });
      return Buffer.from(data, 'base64');
    },
    takeErrors: () => Promise.resolve(errors.splice(0)),
    async close() {
      await bidi.send('browser.close', {}).catch(() => {
        // It may be gone before it has answered, and is stopped below in any case.
      });
      bidi.close();
      await firefox.stop();
    },
  };
}
