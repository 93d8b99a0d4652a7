/** "Why?" under an answer: the explanation view of all pages, hung in here. */
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { languageInUse } from '../../../shared/i18n/index.js';
import { Why } from '../../explanation/why.js';
import { useSession } from '../parts/use-session.js';
import type { Answered } from './use-answers.js';

/** More are a long list to choose from, and what speaks for them is next to nothing. */
const MAX_EXPLAINED = 8;

interface WhyProps {
  answer: Answered;
  /** Holds the picture. */
  frame: RefObject<HTMLElement | null>;
}

export function WhyView({ answer: { picture, version, prediction }, frame }: WhyProps) {
  const { worker } = useSession();
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<Why | null>(null);
  const shownLanguage = languageInUse();
  useEffect(() => {
    if (!frame.current || !place.current) return undefined;
    const classes = prediction.probabilities
      .map((probability, index) => ({ probability, index, label: () => version.classNames[index] ?? '' }))
      .sort((a, b) => b.probability - a.probability)
      .slice(0, MAX_EXPLAINED);
    const why = new Why({
      classes,
      frame: frame.current,
      explain: (indices, options) => worker.explain(version.id, picture, indices, options),
      checkMap: (map, options) => worker.checkMap(version.id, picture, map, options),
    });
    view.current = why;
    place.current.append(why.element);
    return () => {
      why.dispose();
      why.element.remove();
    };
  }, []);
  useEffect(() => view.current?.render(), [shownLanguage]);
  return <div class="why-place" ref={place} />;
}
