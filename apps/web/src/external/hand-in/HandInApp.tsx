import { newId } from '@stationhouse/kernel';
import { EmptyState, ErrorState, failureOf, InlineError, Loading, RestError, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { useCallback, useRef, useState } from 'react';
import { LanguageSwitch, LocaleProvider } from '../../locale.js';
import { bytesInWords } from '../../files/words.js';
import { useReading } from '../useReading.js';
import { ask, heldHere, sendPhoto, type Asked, type Held } from './door.js';
import { smaller } from './smaller.js';
import './hand-in.css';

/** Photos from somebody without an account: what for is read and agreed to first, then a camera or the album. Nothing is kept on the phone. */
export default function HandInApp() {
  const [held] = useState(heldHere);
  return (
    <LocaleProvider>
      <main className="x-gate">
        <div className="x-gate-card">
          <Door held={held} />
          <div className="x-foot"><span /><LanguageSwitch /></div>
        </div>
      </main>
    </LocaleProvider>
  );
}

function Door({ held }: { held: Held }) {
  const { value, error, again } = useReading(useCallback(() => ask('look', held), [held]));
  const [agreed, setAgreed] = useState(false);
  if (value === undefined) {
    if (error === undefined) return <Loading rows={4} />;
    return failureOf(error).code.startsWith('HAND_IN_') || failureOf(error).code === 'BAD_INPUT' ? <Over error={error} /> : <ErrorState error={error} onRetry={again} />;
  }
  return agreed ? <Photos held={held} asked={value} /> : <Consent held={held} asked={value} onAgreed={() => setAgreed(true)} />;
}

/** A link that does not serve: why, and what to do. */
function Over({ error }: { error: unknown }) {
  const { say, textOf } = useWords();
  const { code, text } = failureOf(error);
  return <EmptyState title={code === 'HAND_IN_FULL' ? say('照片已收到', 'The photos have arrived') : code === 'HAND_IN_OVER' ? say('不再需要照片', 'No photos needed any more') : say('这个链接不能用了', 'This link serves no more')} hint={textOf(text)} action={<a href="tel:110">{say('紧急情况请拨打 110', 'In an emergency dial 110')}</a>} />;
}

function Consent({ held, asked, onAgreed }: { held: Held; asked: Asked; onAgreed: () => void }) {
  const { say, textOf } = useWords();
  const [sending, setSending] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const agree = async () => {
    setSending(true);
    setFailure(undefined);
    try {
      await ask('open', held);
      onAgreed();
    } catch (error) {
      setFailure(error);
      setSending(false);
    }
  };
  return (
    <>
      <p className="x-brand">{asked.station}</p>
      <h1>{textOf(asked.title)}</h1>
      <p className="hand-in-ask">{textOf(asked.request)}</p>
      <p className="x-note">{textOf(asked.consent)}</p>
      <p className="sh-sub sh-small">{say('链接只能在一部手机上使用一次，{minutes} 分钟内有效，最多 {left} 张。拍摄地点、时间和设备信息会自动去除。', 'The link serves one phone, once, within {minutes} minutes, for up to {left} photos. Place, time and device are taken out of them.', { minutes: minutesLeft(asked), left: asked.left })}</p>
      <InlineError error={failure} />
      <Button type="primary" size="large" block loading={sending} onClick={() => void agree()}>{say('同意，去传照片', 'I agree: send photos')}</Button>
    </>
  );
}

const minutesLeft = ({ expiresAt }: Asked) => Math.max(1, Math.round((Date.parse(expiresAt) - Date.now()) / 60_000));

function Photos({ held, asked }: { held: Held; asked: Asked }) {
  const { say, textOf } = useWords();
  const [left, setLeft] = useState(asked.left);
  const [sent, setSent] = useState<readonly string[]>([]);
  const [sending, setSending] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const [kept, setKept] = useState<{ readonly photo: File; readonly key: string }>();
  const camera = useRef<HTMLInputElement>(null);
  const album = useRef<HTMLInputElement>(null);
  const send = async ({ photo, key }: { readonly photo: File; readonly key: string }) => {
    setSending(true);
    setFailure(undefined);
    setKept({ photo, key });
    try {
      const answer = await sendPhoto(held, photo, key);
      setLeft(answer.left);
      setSent((before) => [...before, URL.createObjectURL(photo)]);
      setKept(undefined);
    } catch (error) {
      setFailure(error);
      // A photo that was refused is refused again; one the line broke under may go once more.
      if (!failureOf(error).passing) setKept(undefined);
    } finally {
      setSending(false);
    }
  };
  const pick = async (file: File | undefined) => {
    if (file === undefined) return;
    setSending(true);
    setFailure(undefined);
    const photo = await smaller(file);
    if (photo === undefined || photo.size > asked.maxBytes) {
      setSending(false);
      setFailure(notUsable(file, photo));
      return;
    }
    await send({ photo, key: newId() });
  };
  const chosen = (input: HTMLInputElement) => {
    const [file] = input.files ?? [];
    input.value = '';
    void pick(file);
  };
  return (
    <>
      <h1>{textOf(asked.title)}</h1>
      {sent.length > 0 && <p className="x-note x-done" role="status">{left === 0 ? say('照片都已送到，谢谢。可以关闭此页，请保持电话畅通。', 'All photos have arrived. Thank you: close this page, and stay by your phone.') : say('已送到 {count} 张，民警正在核对。', '{count, plural, one {# photo has} other {# photos have}} arrived; an officer is looking.', { count: sent.length })}</p>}
      {sent.length > 0 && <ul className="hand-in-sent" aria-label={say('已送到的照片', 'Photos that have arrived')}>{sent.map((address, index) => <li key={address}><img src={address} alt={say('照片 {number}', 'Photo {number}', { number: index + 1 })} /></li>)}</ul>}
      {left > 0 && (
        <>
          <p className="hand-in-ask">{sent.length === 0 ? textOf(asked.request) : say('还可以再传 {left} 张，没有更合适的就不用了。', 'Up to {left} more, if you have a better one.', { left })}</p>
          <input ref={camera} type="file" accept="image/*" capture="environment" hidden aria-label={say('拍一张', 'Take a photo')} onChange={({ target }) => chosen(target)} />
          <input ref={album} type="file" accept="image/*" hidden aria-label={say('从相册选', 'From the album')} onChange={({ target }) => chosen(target)} />
          <Button type="primary" size="large" block loading={sending} onClick={() => album.current?.click()}>{sending ? say('正在送出…', 'Sending…') : say('从相册选照片', 'Choose from the album')}</Button>
          <Button size="large" block disabled={sending} onClick={() => camera.current?.click()}>{say('现在拍一张', 'Take a photo now')}</Button>
          {failureOf(failure).code.startsWith('HAND_IN_') ? <Over error={failure} /> : <InlineError error={failure} />}
          {kept !== undefined && !sending && <Button block onClick={() => void send(kept)}>{say('再送一次', 'Send it once more')}</Button>}
        </>
      )}
    </>
  );
}

/** A file that is no photo this browser can read, or one that stays too large. */
function notUsable(file: File, photo: File | undefined): RestError {
  const heic = /\.hei[cf]$/i.test(file.name) || /hei[cf]/.test(file.type);
  if (heic) return new RestError('FILE_TYPE_REFUSED', { zhCN: '这张照片是 HEIC 格式，本浏览器打不开。请用微信或相册把它截屏后再选，或直接拍一张。', en: 'This photo is in HEIC, which this browser cannot read. Choose a screenshot of it, or take a photo now.' }, undefined, 415);
  if (photo !== undefined) return new RestError('FILE_TOO_LARGE', { zhCN: `照片太大（${bytesInWords(photo.size)}），请换一张。`, en: `The photo is too large (${bytesInWords(photo.size)}). Choose another one.` }, undefined, 413);
  return new RestError('FILE_TYPE_REFUSED', { zhCN: '这个文件不是照片，或已经损坏，请换一张。', en: 'This file is no photo, or it is broken. Choose another one.' }, undefined, 415);
}
