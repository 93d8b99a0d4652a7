/** The small picture of a picture of the project. */
import type { ReadonlySignal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { useSession } from './use-session.js';

interface ThumbnailProps {
  pictureId: string;
  alt: string;
}

/** Draws an empty square until the picture is read, never the mark of a broken one. */
export function Thumbnail({ pictureId, alt }: ThumbnailProps) {
  const { thumbnails } = useSession();
  const [address, setAddress] = useState<ReadonlySignal<string | null> | null>(null);
  useEffect(() => {
    setAddress(thumbnails.acquire(pictureId));
    return () => thumbnails.release(pictureId);
  }, [thumbnails, pictureId]);
  const source = address?.value;
  if (!source) return <span class="thumbnail-blank" role="img" aria-label={alt} />;
  return <img src={source} alt={alt} draggable={false} />;
}
