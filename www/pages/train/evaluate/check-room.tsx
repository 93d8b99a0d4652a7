/** How good the chosen version is, where it errs, and what can be done with it. */
import { useSignal, type Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { t } from '../../../shared/i18n/index.js';
import type { ModelVersion } from '../../../storage/index.js';
import { Tabs, type Tab } from '../parts/tabs.js';
import { useSession } from '../parts/use-session.js';
import { CompareTab } from './compare-tab.js';
import { CurvesTab } from './curves-tab.js';
import { ExportTab } from './export-tab.js';
import { MatrixTab } from './matrix-tab.js';
import { MistakesTab } from './mistakes-tab.js';
import { OpenModel } from './open-model.js';
import { ScoresTab } from './scores-tab.js';
import { VersionHead } from './version-head.js';
import { WrongClass } from './wrong-class.js';

/** The part of an address that leads to the search for pictures in the wrong class. */
const WRONG_CLASS = '#wrong-class';

export function CheckRoom() {
  const session = useSession();
  if (!session.isOpen) return null;
  // Another project begins with its mistakes.
  return <ProjectCheck key={session.project.id} />;
}

function ProjectCheck() {
  const session = useSession();
  const tab = useSignal('mistakes');
  useLink(tab);
  const { version } = session;
  if (!version) {
    return (
      <div class="check">
        <p>{t('evaluate.none')}</p>
        {session.pictures.length > 0 && <WrongClass version={null} />}
        <OpenModel />
      </div>
    );
  }
  return (
    <div class="check">
      <VersionHead version={version} />
      <Tabs
        // Another version: what was asked about this one is given up.
        key={version.id}
        name="check"
        label={t('evaluate.tabs')}
        tabs={tabsOf(version)}
        chosen={tab.value}
        onChoose={(id) => (tab.value = id)}
      />
    </div>
  );
}

function tabsOf(version: ModelVersion): Tab[] {
  return [
    {
      id: 'mistakes',
      label: t('evaluate.tab.mistakes'),
      panel: () => <MistakesTab version={version} />,
    },
    { id: 'matrix', label: t('evaluate.tab.matrix'), panel: () => <MatrixTab version={version} /> },
    { id: 'scores', label: t('evaluate.tab.scores'), panel: () => <ScoresTab version={version} /> },
    { id: 'curves', label: t('evaluate.tab.curves'), panel: () => <CurvesTab version={version} /> },
    { id: 'compare', label: t('evaluate.tab.compare'), panel: () => <CompareTab version={version} /> },
    { id: 'export', label: t('evaluate.tab.export'), panel: () => <ExportTab version={version} /> },
  ];
}

/** A link to the search, in another room for instance, opens the tab that it stands in. */
function useLink(tab: Signal<string>): void {
  useEffect(() => {
    const abort = new AbortController();
    const { signal } = abort;
    const show = () => {
      tab.value = 'mistakes';
      // Once the tab is drawn: what is hidden cannot be scrolled to.
      requestAnimationFrame(() => document.querySelector<HTMLElement>(WRONG_CLASS)?.focus());
    };
    const follow = () => {
      if (location.hash === WRONG_CLASS) show();
    };
    // The address does not change when the same link is followed twice.
    const onClick = ({ target }: MouseEvent) => {
      if (target instanceof Element && target.closest(`a[href="${WRONG_CLASS}"]`)) show();
    };
    follow();
    window.addEventListener('hashchange', follow, { signal });
    document.addEventListener('click', onClick, { signal });
    return () => abort.abort();
  }, [tab]);
}
