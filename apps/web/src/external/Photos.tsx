import { newId } from '@stationhouse/kernel';
import { failureOf, InlineError, RestError, useWords } from '@stationhouse/plugin-web';
import { Button, Progress } from 'antd';
import { useRef, useState } from 'react';
import { sendFile } from '../files/transfer.js';
import { bytesInWords } from '../files/words.js';
import type { WholeCardFragment } from '../gql/outside-cards.js';

/** Photos of the spot: taken or chosen on the phone, sent at once. A refusal loses nothing of the answer. */
export function Photos({ card, stationId, onAdded }: { card: WholeCardFragment; stationId: string; onAdded: () => void }) {
  const { say } = useWords();
  const input = useRef<HTMLInputElement>(null);
  const [failure, setFailure] = useState<unknown>();
  const [share, setShare] = useState<number>();
  const [kept, setKept] = useState<{ file: File; key: string }>();
  const send = async (photo: { file: File; key: string }) => {
    setFailure(undefined);
    setKept(photo);
    setShare(0);
    try {
      if (photo.file.size > card.photoBytes) throw tooLarge(photo.file.size, card.photoBytes);
      await sendFile({ path: `/api/stations/${stationId}/cards/${card.id}/photos`, fields: { idempotencyKey: photo.key }, file: photo.file, onProgress: setShare, signal: new AbortController().signal });
      setKept(undefined);
      onAdded();
    } catch (error) {
      setFailure(error);
      // A refused file is refused again; one the line broke under may be sent once more, under the same key.
      if (!failureOf(error).passing) setKept(undefined);
    } finally {
      setShare(undefined);
    }
  };
  return (
    <section className="x-section" aria-label={say('照片', 'Photos')}>
      {card.photos.length > 0 && <ul className="x-photos">{card.photos.map((photo) => <li key={photo.id}><span className="sh-long">{photo.name}</span> <span className="sh-sub">{bytesInWords(photo.bytes)}</span></li>)}</ul>}
      <input ref={input} type="file" accept="image/jpeg,image/png,image/webp,image/heic" hidden aria-label={say('选择照片', 'Choose a photo')} onChange={(event) => {
        const file = event.target.files?.[0];
        event.target.value = '';
        if (file !== undefined) void send({ file, key: newId() });
      }} />
      <Button size="large" block loading={share !== undefined} onClick={() => input.current?.click()}>{say('附一张照片', 'Add a photo')}</Button>
      {share !== undefined && <Progress percent={Math.round(share * 100)} aria-label={say('发送进度', 'Progress')} />}
      <InlineError error={failure} />
      {failure !== undefined && kept !== undefined && share === undefined && <Button block onClick={() => void send(kept)}>{say('重新发送 {name}', 'Send {name} again', { name: kept.file.name })}</Button>}
    </section>
  );
}

function tooLarge(bytes: number, most: number): RestError {
  const [is, may] = [bytesInWords(bytes), bytesInWords(most)];
  return new RestError('FILE_TOO_LARGE', { zhCN: `照片 ${is}，超过 ${may} 上限，没有发送。请用较低分辨率重拍或压缩；已填写的内容还在。`, en: `The photo has ${is}, more than the ${may} allowed, and was not sent. Take it at a lower resolution; what you wrote is still here.` }, undefined, 413);
}
