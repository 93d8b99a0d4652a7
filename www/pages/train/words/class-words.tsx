/** The line under a class's name: what Kiln knows of it already, and a way to say that something else is meant. */
import { t } from '../../../shared/i18n/index.js';
import type { ProjectClass } from '../../../storage/index.js';
import type { KnownName, Sense } from '../../../types/core.js';
import { changeClass } from '../collect/classes/change-classes.js';
import { useSession } from '../parts/use-session.js';
import { isNamed, senseOf, useKnownNames, wordOf } from './known-names.js';

/** With more pictures, or with a model, nothing depends on the name any more. */
const MANY_PICTURES = 10;

interface ClassWordsProps {
  own: ProjectClass;
  numPictures: number;
}

export function ClassWords({ own, numPictures }: ClassWordsProps) {
  const { versions } = useSession();
  if (!isNamed(own) || numPictures >= MANY_PICTURES || versions.length > 0) return null;
  return <Line key={own.name} own={own} numPictures={numPictures} />;
}

function Line({ own, numPictures }: ClassWordsProps) {
  const [known] = useKnownNames([own.name]);
  if (known === undefined) return null;
  return (
    <div class="class-words" data-testid="class-words">
      <p role="status">{sentence(own, known, numPictures)}</p>
      {known && known.senses.length > 0 && <Meaning own={own} known={known} />}
    </div>
  );
}

function sentence(own: ProjectClass, known: KnownName | null, numPictures: number): string {
  if (!known) return t('words.not-fetched');
  const sense = senseOf(own, known);
  if (sense) {
    const word = wordFor(own, sense);
    const kinds = t('words.kinds', { count: sense.classes.length, name: word });
    // Definitions are in English, as the word is that they are of.
    return sense.gloss === '' || word !== wordOf(sense) ? kinds : t('words.sense', { word: kinds, gloss: sense.gloss });
  }
  if (own.sense === undefined && known.senses.length > 0) return t('words.which');
  return t(numPictures === 0 ? 'words.unknown' : 'words.unknown.photos');
}

function Meaning({ own, known }: { own: ProjectClass; known: KnownName }) {
  const session = useSession();
  const isOne = known.isPlain && known.senses.length === 1;
  return (
    <label class="class-meaning">
      <span>{t('words.meaning')}</span>
      <select
        data-testid="class-meaning"
        value={senseOf(own, known)?.id ?? ''}
        onChange={({ currentTarget }) => void changeClass(session, own, { sense: currentTarget.value })}
      >
        {known.senses.map((one) => (
          <option key={one.id} value={one.id}>
            {isOne || one.gloss === '' ? wordFor(own, one) : t('words.sense', { word: wordOf(one), gloss: one.gloss })}
          </option>
        ))}
        <option value="">{t('words.other')}</option>
      </select>
    </label>
  );
}

/** What a sense is called beside its class: as it was written, where that is no English. */
function wordFor({ name }: ProjectClass, sense: Sense): string {
  return /\p{Script=Han}/u.test(name) ? name : wordOf(sense);
}
