/** The project's pictures as a map: what looks alike lies together, what looks misplaced comes first. */
import { useMemo } from 'preact/hooks';
import type { MappedPicture } from '../../../engine/index.js';
import { formatNumber } from '../../../shared/i18n/format.js';
import { t } from '../../../shared/i18n/index.js';
import { JobProgress, useJob } from '../parts/job.js';
import { useSession } from '../parts/use-session.js';
import { MapCanvas } from './map-canvas.js';
import { MapLegend } from './map-legend.js';
import { MapList } from './map-list.js';
import { MapSelection } from './map-selection.js';
import { MapShown } from './map-shown.js';
import { MapState } from './map-state.js';
import { MapTools } from './map-tools.js';

/** Fewer have no neighbours to speak of. */
const LEAST_PICTURES = 3;

export function MapRoom() {
  const session = useSession();
  if (!session.isOpen) return null;
  return <ProjectMap key={session.project.id} projectId={session.project.id} />;
}

function ProjectMap({ projectId }: { projectId: string }) {
  const { worker, announcer, pictures } = useSession();
  const job = useJob<MappedPicture[]>('map.cancelled');
  const isPossible = pictures.length >= LEAST_PICTURES;
  const start = () =>
    void job.run(async (options) => {
      const mapped = await worker.map(projectId, options);
      announcer.announce(t('map.done'));
      return mapped;
    });
  return (
    <>
      <p>{t('map.help')}</p>
      {!job.isRunning && (
        <button
          type="button"
          class="button"
          data-testid="map-start"
          disabled={!isPossible}
          aria-describedby={isPossible ? undefined : 'map-too-few'}
          onClick={start}
        >
          {t(job.result ? 'map.again' : 'map.start')}
        </button>
      )}
      {!isPossible && <p id="map-too-few">{t('map.too-few', { number: formatNumber(LEAST_PICTURES) })}</p>}
      <JobProgress job={job} text={() => t('map.working')} testId="map-progress" />
      {job.result && !job.isRunning && <DrawnMap mapped={job.result} />}
    </>
  );
}

function DrawnMap({ mapped }: { mapped: readonly MappedPicture[] }) {
  const session = useSession();
  const state = useMemo(() => new MapState(session, mapped), [mapped]);
  return (
    <>
      <MapLegend />
      <div class="map-area">
        <div class="map-drawing">
          <MapTools state={state} />
          <MapCanvas state={state} />
          <p id="map-keys" class="publish-help">
            {t('map.keys')}
          </p>
        </div>
        <MapShown state={state} />
      </div>
      <MapSelection state={state} />
      <MapList state={state} />
    </>
  );
}
