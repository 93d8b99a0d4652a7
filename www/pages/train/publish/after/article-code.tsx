/** The code for the article, as a script or as an iframe, with a button that copies it. */
import { useRef, useState } from 'preact/hooks';
import type { ArticleCode } from '../../../../engine/index.js';
import { t } from '../../../../shared/i18n/index.js';
import { copyText } from '../../../shell/error-details.js';
import { Tabs } from '../../parts/tabs.js';
import { useSession } from '../../parts/use-session.js';

export function ArticleCodeTabs({ code }: { code: ArticleCode }) {
  const [chosen, setChosen] = useState('element');
  return (
    <Tabs
      name="publish-code"
      label={t('publish.snippet')}
      chosen={chosen}
      onChoose={setChosen}
      tabs={[
        {
          id: 'element',
          label: t('publish.code.element'),
          panel: () => <Code key={code.element} id="publish-snippet" text={code.element} />,
        },
        {
          id: 'iframe',
          label: t('publish.code.iframe'),
          panel: () => (
            <>
              <p class="publish-help">{t('publish.code.iframe.help')}</p>
              <Code key={code.iframe} id="publish-snippet-iframe" text={code.iframe} />
            </>
          ),
        },
      ]}
    />
  );
}

function Code({ id, text }: { id: string; text: string }) {
  const { announcer } = useSession();
  const area = useRef<HTMLTextAreaElement>(null);
  const [isCopied, setIsCopied] = useState(false);
  const copy = async () => {
    area.current?.select();
    if (await copyText(text)) {
      setIsCopied(true);
      announcer.announce(t('publish.copied'));
      // The lines are selected: the keyboard copies them.
    } else area.current?.focus();
  };
  return (
    <div class="publish-snippet">
      <textarea
        ref={area}
        id={id}
        data-testid={id}
        aria-label={t('publish.snippet')}
        readOnly
        rows={Math.min(8, text.trim().split('\n').length)}
        spellcheck={false}
        value={text}
      />
      <button type="button" class="button" data-testid={`${id}-copy`} onClick={() => void copy()}>
        {t(isCopied ? 'publish.copied' : 'publish.copy')}
      </button>
    </div>
  );
}
