/** The colour and shape of each class. */
import { colourOf } from '../parts/class-colour.js';
import { useSession } from '../parts/use-session.js';

/** The characters for the four shapes that the map draws. */
const SIGNS = ['●', '■', '▲', '◆'];

export function MapLegend() {
  const { classes } = useSession().project;
  return (
    <ul class="map-legend" role="list">
      {classes.map((projectClass, position) => (
        <li key={projectClass.id}>
          <span class="map-sign" data-colour={colourOf(projectClass, position)} aria-hidden="true">
            {SIGNS[position % SIGNS.length]}
          </span>{' '}
          {projectClass.name}
        </li>
      ))}
    </ul>
  );
}
