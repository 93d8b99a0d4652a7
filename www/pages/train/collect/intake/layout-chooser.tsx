/** How folders or names were understood, and what else they could mean; nothing is added before it is answered. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { SortedSource } from '../../../../engine/index.js';
import { t, type MessageKey } from '../../../../shared/i18n/index.js';
import { useSession } from '../../parts/use-session.js';
import { layoutQuestion, type LayoutChoice, type LayoutQuestion } from './layout-question.js';

/** So many names tell which level is meant. */
const NUM_NAMES = 4;

export function LayoutChooser() {
  const question = layoutQuestion.value;
  return question && <Chooser key={question.source.archive ?? ''} question={question} />;
}

function Chooser({ question: { source, resort, answer } }: { question: LayoutQuestion }) {
  const session = useSession();
  const dialog = useRef<HTMLDialogElement>(null);
  const shown = useSignal(source);
  // What was pressed is marked at once; what it means follows when the files are sorted anew.
  const chosen = useSignal<LayoutChoice>({ level: source.level, encoding: source.encoding });
  const isSorting = useSignal(false);
  const choose = (change: Partial<LayoutChoice>) => {
    chosen.value = { ...chosen.value, ...change };
    isSorting.value = true;
    void session
      .attempt(async () => {
        shown.value = await resort(chosen.value);
      })
      .then(() => (isSorting.value = false));
  };
  useEffect(() => dialog.current?.showModal(), []);
  const title = source.isAmbiguous ? 'collect.layout.title' : 'collect.layout.title.encoding';
  return (
    <dialog
      ref={dialog}
      class="dialog layout-chooser"
      data-testid="layout-chooser"
      aria-label={t(title)}
      // Closed by Escape, it means that nothing is to be added.
      onClose={({ currentTarget }) => answer(currentTarget.returnValue === 'add' ? shown.value : null)}
    >
      <h3>{t(title)}</h3>
      <p>{introduction(source)}</p>
      {source.isAmbiguous && (
        <Levels source={shown.value} chosen={chosen.value.level} onChoose={(level) => choose({ level })} />
      )}
      {source.encoding !== null && <Encodings source={shown.value} onChoose={(encoding) => choose({ encoding })} />}
      <Understood source={shown.value} />
      <form method="dialog" class="layout-buttons">
        <button class="button" value="">
          {t('collect.layout.cancel')}
        </button>
        <button class="button is-primary" value="add" data-testid="layout-add" disabled={isSorting.value}>
          {t('collect.layout.add')}
        </button>
      </form>
    </dialog>
  );
}

function introduction({ archive, isAmbiguous }: SortedSource): string {
  if (archive === null) return t('collect.layout.of.folders');
  return t(isAmbiguous ? 'collect.layout.of' : 'collect.layout.of.encoding', { name: archive });
}

interface LevelsProps {
  source: SortedSource;
  chosen: number | null;
  onChoose: (level: number) => void;
}

function Levels({ source, chosen, onChoose }: LevelsProps) {
  return (
    <fieldset class="layout-levels">
      <legend class="visually-hidden">{t('collect.layout.title')}</legend>
      {source.levels.map(({ level, classes }) => (
        <label key={level}>
          <input
            type="radio"
            name="layout-level"
            value={level}
            checked={level === chosen}
            onChange={() => onChoose(level)}
          />
          <span>{namesOf(classes.map(({ name }) => name))}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** The first names, and how many there are beside them. */
function namesOf(all: readonly string[]): string {
  const names = all.slice(0, NUM_NAMES).join(' · ');
  const count = all.length - NUM_NAMES;
  return count > 0 ? t('collect.layout.level.more', { names, count }) : names;
}

function Encodings({ source, onChoose }: { source: SortedSource; onChoose: (encoding: Encoding) => void }) {
  return (
    <label class="layout-encoding">
      <span>{t('collect.layout.encoding')}</span>
      <select
        data-testid="layout-encoding"
        value={source.encoding ?? ''}
        onChange={({ currentTarget: { value } }) => onChoose(value as Encoding)}
      >
        {source.readings.map(({ encoding, names }) => (
          <option key={encoding} value={encoding} selected={encoding === source.encoding}>
            {names.join(' · ')} – {t(`collect.layout.encoding.${encoding}` satisfies MessageKey)}
          </option>
        ))}
      </select>
    </label>
  );
}

type Encoding = NonNullable<SortedSource['encoding']>;

function Understood({ source: { classes } }: { source: SortedSource }) {
  return (
    <div aria-live="polite">
      <p>{t('collect.layout.classes', { count: classes.length })}</p>
      <ul class="layout-classes" data-testid="layout-classes">
        {classes.map(({ name, pictures }) => (
          <li key={name}>
            <span>{name}</span> <span>{t('collect.class.pictures', { count: pictures.length })}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
