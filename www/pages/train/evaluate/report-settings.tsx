/** The settings of a version in its report: what was changed first, the rest in one paragraph. */
import { formatNumber, formatPrecise } from '../../../shared/i18n/format.js';
import { t, type MessageKey } from '../../../shared/i18n/index.js';
import { ARCHITECTURES } from '../../../types/core.js';
import type { ModelVersion } from '../../../storage/index.js';
import { isSettingOf } from '../model/settings-of.js';

export function ReportSettings({ version }: { version: ModelVersion }) {
  const { architecture, device } = version;
  const asShipped = new Map(settingsOf({ ...version, settings: ARCHITECTURES[architecture].defaults }));
  const isDefault = ([name, value]: [string, string]) => asShipped.get(name) === value;
  const settings = settingsOf(version);
  const facts: [string, string][] = [
    [t('train.model'), t(`train.model.${architecture}`)],
    [t('train.device'), device ? t(`train.device.${device}`) : '–'],
    ...settings.filter((pair) => !isDefault(pair)),
  ];
  const list = settings
    .filter(isDefault)
    .map(([name, value]) => t('report.default', { name, value }))
    .join(' · ');
  return (
    <>
      <h2>{t('report.settings')}</h2>
      <dl>{facts.map(([name, value]) => [<dt key={`${name} is`}>{name}</dt>, <dd key={name}>{value}</dd>])}</dl>
      {list && <p class="note">{t('report.defaults', { list })}</p>}
    </>
  );
}

/** Written as they are read: what looks the same is the same. */
function settingsOf({ settings, architecture }: ModelVersion): [string, string][] {
  const { schedule, augmentation, classWeights, earlyStopping, ...numbers } = settings;
  const { flip, ...changes } = augmentation;
  // Only what this network makes use of.
  const named = (values: Record<string, number>, prefix = '') =>
    Object.entries(values)
      .filter(([name]) => isSettingOf(architecture, prefix + name))
      .map(([name, value]): [string, string] => [
        t(`train.setting.${prefix}${name}` as MessageKey),
        // Single floats come with digits that nobody has typed.
        formatPrecise(value, 6),
      ]);
  const switched = (isOn: boolean) => t(isOn ? 'report.yes' : 'report.no');
  return [
    ...named(numbers),
    [t('train.setting.schedule'), t(`train.schedule.${schedule}`)],
    [t('train.setting.classWeights'), switched(classWeights)],
    [t('train.setting.earlyStopping'), earlyStopping === null ? switched(false) : formatNumber(earlyStopping)],
    [t('train.setting.augmentation.flip'), switched(flip)],
    ...named(changes, 'augmentation.'),
  ];
}
