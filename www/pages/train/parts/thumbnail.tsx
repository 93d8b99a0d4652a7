/** The small picture of a picture of the project. */
import type { ReadonlySignal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import type { ThumbnailCache } from '../project/thumbnail-cache.js';
import { useSession } from './use-session.js';

interface ThumbnailProps {
  pictureId: string;
  alt: string;
  /** Where its file is, if not among the project's pictures. */
  cache?: ThumbnailCache;
}

/** Draws an empty square until the picture is read, never the mark of a broken one. */
export function Thumbnail({ pictureId, alt, cache }: ThumbnailProps) {
  const session = useSession();
  const thumbnails = cache ?? session.thumbnails;
  const [address, setAddress] = useState<ReadonlySignal<string | null> | null>(null);
  useEffect(() => {
    setAddress(thumbnails.acquire(pictureId));
    return () => thumbnails.release(pictureId);
  }, [thumbnails, pictureId]);
  const source = address?.value;
  if (!source) return <span class="thumbnail-blank" role="img" aria-label={alt} />;
  return <img src={source} alt={alt} draggable={false} />;
}
