/** Small real files, for whoever fetches a picture or a recording. */

/** A picture of one grey pixel. */
const PIXEL = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==",
  "base64",
);

export const defaultMedia = { contentType: "image/png", bytes: PIXEL } as const;

/** MPEG 1, layer III, 32 kbit/s, 44.1 kHz, mono, and nothing but silence: 144 × 32,000 / 44,100 bytes. */
const MP3_FRAME = Buffer.concat([Buffer.from([0xff, 0xfb, 0x10, 0xc0]), Buffer.alloc(100)]);
const FRAMES_PER_SECOND = 38;

/** @param seconds at most 10: nobody listens to it */
export function silentMp3(seconds: number): Buffer {
  const frames = Math.ceil(Math.min(10, Math.max(1, seconds)) * FRAMES_PER_SECOND);
  return Buffer.concat(Array.from({ length: frames }, () => MP3_FRAME));
}
