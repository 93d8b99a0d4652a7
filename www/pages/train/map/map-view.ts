/** The project's pictures as a map: what looks alike lies together, what looks misplaced comes first. */
import type { MappedPicture } from '../../../engine/index.js';
import { formatNumber, formatPercent } from '../../../shared/i18n/format.js';
import { t } from '../../../shared/i18n/index.js';
import type { PictureRecord } from '../../../storage/index.js';
import { el } from '../../../shared/dom.js';
import type { Session } from '../project/session.js';
import { Thumbnails } from '../project/thumbnails.js';
import { MapCanvas, type DrawnPoint } from './map-canvas.js';
import { mapLegend, colourOf } from './map-legend.js';
import { movePictures } from './move-pictures.js';

/** Longer lists are cut: what is misplaced stands at the top. */
const MAX_LISTED = 60;
const SHOWN_NEIGHBOURS = 6;

export class MapView {
  readonly #root: HTMLElement;
  readonly #session: Session;
  readonly #thumbnails: Thumbnails;
  readonly #canvas = new MapCanvas();
  readonly #shown = el('div', { class: 'map-shown', testId: 'map-shown' });
  readonly #selection = el('div', { class: 'train-controls', testId: 'map-selection' });
  readonly #list = el('div', { testId: 'map-list' });
  /** The pictures as they were mapped; the class of a picture is looked up when it is drawn. */
  #mapped: MappedPicture[] = [];
  #isRunning = false;
  #pointed: string | null = null;
  readonly #chosen = new Set<string>();

  constructor(root: HTMLElement, session: Session) {
    this.#root = root;
    this.#session = session;
    this.#thumbnails = new Thumbnails(session.store);
    session.addEventListener('project', () => {
      this.#forget();
      this.render();
    });
    session.addEventListener('pictures', () => this.#onPictures());
    this.#canvas.addEventListener('point', (event) => this.#point((event as CustomEvent<string | null>).detail));
    this.#canvas.addEventListener('choose', (event) => {
      const { ids, isClick } = (event as CustomEvent<{ ids: string[]; isClick: boolean }>).detail;
      if (!isClick) this.#chosen.clear();
      for (const id of ids) this.#toggle(id, isClick ? !this.#chosen.has(id) : true);
      this.#renderAll();
    });
  }

  render(): void {
    if (!this.#session.project || this.#isRunning) return;
    const start = el('button', {
      class: 'button',
      text: t(this.#mapped.length > 0 ? 'map.again' : 'map.start'),
      testId: 'map-start',
      onClick: () => void this.#run(),
    });
    start.disabled = this.#session.pictures.length < 3;
    const head = [el('h3', { text: t('map.title') }), el('p', { text: t('map.help') }), start];
    if (this.#mapped.length === 0) return this.#root.replaceChildren(...head);
    this.#canvas.element.setAttribute('aria-label', t('map.canvas', { count: this.#points().length }));
    const canvas = el('div', { class: 'map-area' }, this.#canvas.element, this.#shown);
    const listed = el(
      'details',
      { class: 'map-listed', testId: 'map-listed' },
      el('summary', { text: t('map.list') }),
      this.#list,
    );
    this.#root.replaceChildren(...head, mapLegend(this.#session.project), canvas, this.#selection, listed);
    this.#renderAll();
  }

  async #run(): Promise<void> {
    const { worker, project, announcer } = this.#session;
    const abort = new AbortController();
    const bar = el('progress', { class: 'train-bar', attributes: { 'aria-label': t('map.working') } });
    const stop = el('button', {
      class: 'text-button',
      text: t('compress.stop'),
      testId: 'map-stop',
      onClick: () => abort.abort(),
    });
    this.#isRunning = true;
    this.#root.replaceChildren(el('h3', { text: t('map.title') }), el('p', { text: t('map.working') }), bar, stop);
    stop.focus();
    const isDone = await this.#session.attempt(async () => {
      const onProgress = (done: number, total: number): void => {
        bar.max = total;
        bar.value = done;
      };
      const mapped = await worker.map(project.id, { signal: abort.signal, onProgress });
      if (this.#session.project.id !== project.id) return;
      this.#forget();
      this.#mapped = mapped;
    }, 'map.cancelled');
    const isWaiting = document.activeElement === stop;
    this.#isRunning = false;
    this.render();
    if (isWaiting) this.#root.querySelector<HTMLElement>('[data-testid=map-start]')?.focus({ preventScroll: true });
    if (isDone) announcer.announce(t('map.done'));
  }

  #forget(): void {
    this.#mapped = [];
    this.#pointed = null;
    this.#chosen.clear();
    this.#thumbnails.keepOnly(new Set());
  }

  #onPictures(): void {
    const known = new Set(this.#session.pictures.map(({ id }) => id));
    this.#mapped = this.#mapped.filter(({ pictureId }) => known.has(pictureId));
    for (const id of this.#chosen) if (!known.has(id)) this.#chosen.delete(id);
    if (this.#pointed && !known.has(this.#pointed)) this.#pointed = null;
    const isListOpen = this.#root.querySelector('details')?.open ?? false;
    this.render();
    const details = this.#root.querySelector('details');
    if (details) details.open = isListOpen;
  }

  #renderAll(): void {
    this.#drawCanvas();
    this.#renderShown();
    this.#renderSelection();
    this.#renderList();
  }

  #picture(id: string | null): PictureRecord | undefined {
    return this.#session.pictures.find((picture) => picture.id === id);
  }

  #points(): DrawnPoint[] {
    const { classes } = this.#session.project;
    const classOf = new Map(this.#session.pictures.map(({ id, classId }) => [id, classId]));
    return this.#mapped.map(({ pictureId, x, y }) => {
      const position = classes.findIndex(({ id }) => id === classOf.get(pictureId));
      return { id: pictureId, x, y, colour: colourOf(classes[position], position), shape: Math.max(0, position) };
    });
  }

  #drawCanvas(): void {
    this.#canvas.show(this.#points(), this.#chosen, this.#pointed);
  }

  #point(id: string | null): void {
    // The last one stays to be looked at until there is another.
    if (id === null || id === this.#pointed) return;
    this.#pointed = id;
    this.#drawCanvas();
    this.#renderShown();
  }

  #renderShown(): void {
    const picture = this.#picture(this.#pointed);
    const mapped = this.#mapped.find(({ pictureId }) => pictureId === picture?.id);
    if (!picture || !mapped) return this.#shown.replaceChildren(el('p', { text: t('map.point') }));
    const near = mapped.nearestIds.slice(0, SHOWN_NEIGHBOURS).flatMap((id) => {
      const other = this.#picture(id);
      return other ? [this.#figure(other)] : [];
    });
    this.#shown.replaceChildren(
      this.#figure(picture),
      el('h4', { text: t('map.nearest') }),
      el('ul', { class: 'map-nearest', attributes: { role: 'list' } }, ...near.map((figure) => el('li', {}, figure))),
    );
  }

  #figure({ id, name, classId }: PictureRecord): HTMLElement {
    const image = el('img', { attributes: { alt: name } });
    this.#thumbnails.show(image, id);
    return el('figure', {}, image, el('figcaption', { text: this.#className(classId) }));
  }

  #className(classId: string): string {
    return this.#session.project.classes.find(({ id }) => id === classId)?.name ?? '';
  }

  #toggle(id: string, isChosen: boolean): void {
    if (isChosen) this.#chosen.add(id);
    else this.#chosen.delete(id);
  }

  #renderSelection(): void {
    const count = this.#chosen.size;
    if (count === 0) return this.#selection.replaceChildren(el('p', { text: t('map.choose') }));
    const { classes } = this.#session.project;
    const target = el(
      'select',
      { testId: 'map-target', attributes: { 'aria-label': t('map.target') } },
      ...classes.map(({ id, name }) => el('option', { text: name, attributes: { value: id } })),
    );
    const move = el('button', {
      class: 'button',
      text: t('map.move'),
      testId: 'map-move',
      onClick: () => {
        const ids = [...this.#chosen];
        this.#chosen.clear();
        void movePictures(this.#session, ids, target.value);
      },
    });
    const clear = el('button', {
      class: 'text-button',
      text: t('map.clear'),
      onClick: () => {
        this.#chosen.clear();
        this.#renderAll();
      },
    });
    const said = el('p', { text: t('map.chosen', { count }), testId: 'map-chosen', attributes: { role: 'status' } });
    this.#selection.replaceChildren(said, target, move, clear);
  }

  /** The map in words, for those who cannot see or point: the most suspicious first. */
  #renderList(): void {
    const sorted = [...this.#mapped].sort((a, b) => b.otherClassShare - a.otherClassShare);
    const focused =
      document.activeElement instanceof HTMLElement ? document.activeElement.dataset['mapped'] : undefined;
    const items = sorted.slice(0, MAX_LISTED).flatMap(({ pictureId, otherClassShare }) => {
      const picture = this.#picture(pictureId);
      if (!picture) return [];
      const box = el('input', { attributes: { type: 'checkbox', 'data-mapped': pictureId } });
      box.checked = this.#chosen.has(pictureId);
      box.addEventListener('focus', () => this.#point(pictureId));
      box.addEventListener('change', () => {
        this.#toggle(pictureId, box.checked);
        this.#drawCanvas();
        this.#renderSelection();
      });
      const image = el('img', { attributes: { alt: '' } });
      this.#thumbnails.show(image, pictureId);
      const said = t('map.listed', { class: this.#className(picture.classId), share: formatPercent(otherClassShare) });
      return [
        el(
          'li',
          { testId: 'map-item' },
          el('label', {}, box, image, el('span', { text: picture.name }), el('small', { text: said })),
        ),
      ];
    });
    const more = sorted.length - items.length;
    this.#list.replaceChildren(
      el('ul', { class: 'map-items', attributes: { role: 'list' } }, ...items),
      more > 0 ? el('p', { text: t('map.more', { number: formatNumber(more) }) }) : '',
    );
    if (focused) this.#list.querySelector<HTMLElement>(`[data-mapped="${focused}"]`)?.focus({ preventScroll: true });
  }
}
