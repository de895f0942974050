import { useMutation } from '@apollo/client/react';
import { Chip, InlineError, Photos, timeLeft, useCommand, useNow, useStation, useWords, type Words } from '@stationhouse/plugin-web';
import { Button, Popconfirm, QRCode } from 'antd';
import { DecideHandedPhotoDocument, MakeHandInLinkDocument, RevokeHandInLinkDocument } from '../gql/first.js';
import type { PartProps, Search } from './FirstMinute.js';

type HandIn = NonNullable<Search['instance']['handIn']>;
type Link = HandIn['links'][number];

/** 家属传照片: a code for the family's phone, and each photo that came, to be taken or not. */
export function FamilyPhoto({ search: { instance }, title, onChanged }: PartProps & { readonly title: string }) {
  const { say } = useWords();
  const { stationId } = useStation();
  const command = useCommand();
  const [make] = useMutation(MakeHandInLinkDocument);
  const { handIn } = instance;
  const likenesses = instance.attachments.filter(({ likeness }) => likeness).length;
  if (handIn === null || handIn === undefined) return null;
  const current = handIn.links.findLast(({ state }) => state === 'WAITING' || state === 'OPENED');
  const waiting = handIn.photos.filter(({ state }) => state === 'WAITING');
  const done = async () => { if (await command.run((idempotencyKey) => make({ variables: { stationId, instanceId: instance.id, idempotencyKey } }))) onChanged(); };
  return (
    <section className="first-part" aria-label={title}>
      <div className="sh-row"><h3>{title}</h3>{likenesses > 0 && <Chip tone="ok">{say('应急卡上有 {count} 张', '{count} on the emergency card', { count: likenesses })}</Chip>}</div>
      {waiting.map((photo) => <Waiting key={photo.id} id={photo.id} onChanged={onChanged} />)}
      {current !== undefined && <Code link={current} onChanged={onChanged} />}
      {handIn.mayMake && <div><Button size="large" type={current === undefined && waiting.length === 0 ? 'primary' : 'default'} ghost={current === undefined} loading={command.sending} onClick={() => void done()}>{current === undefined ? title : say('换一个二维码', 'Another code')}</Button></div>}
      {!handIn.mayMake && handIn.open && instance.exercise && <p className="sh-sub">{say('演练不对外，不生成二维码。', 'An exercise reaches nobody outside: there is no code.')}</p>}
      {!handIn.open && waiting.length === 0 && <p className="sh-sub">{say('查找已结束，不再收照片。', 'The search is over: no photos are taken.')}</p>}
      <InlineError error={command.error} />
    </section>
  );
}

/** The code while it serves: to whoever made it, until a phone has opened it. */
function Code({ link, onChanged }: { readonly link: Link; readonly onChanged: () => unknown }) {
  const { say } = useWords();
  const { stationId } = useStation();
  const now = useNow();
  const command = useCommand();
  const [revoke] = useMutation(RevokeHandInLinkDocument);
  const { minutes, overdue } = timeLeft(Date.parse(link.expiresAt), now);
  const stop = async () => { if (await command.run((idempotencyKey) => revoke({ variables: { stationId, linkId: link.id, idempotencyKey } }))) onChanged(); };
  return (
    <div className="first-code">
      {link.address && !overdue && <QRCode value={link.address} size={220} errorLevel="M" bordered={false} />}
      <div className="first-code-words">
        <b role="status">{inWords(link, say)}</b>
        {link.state === 'WAITING' && link.address && <span>{say('请家属用手机扫码，或把链接发给对方。', 'Let the family scan it, or send them the link.')}</span>}
        {link.state === 'WAITING' && !link.address && <span>{say('由 {name} 出示。', 'Shown by {name}.', { name: link.madeBy })}</span>}
        <span className="sh-sub sh-num">{overdue ? say('已过期', 'expired') : say('{minutes} 分钟内有效 · 只能用一次 · 最多 3 张', 'good for {minutes} min · one phone, once · up to 3 photos', { minutes: Math.max(1, minutes) })}</span>
        <span className="sh-row">
          {link.address && <Button size="small" onClick={() => void navigator.clipboard.writeText(link.address ?? '')}>{say('复制链接', 'Copy the link')}</Button>}
          <Popconfirm title={say('作废这个链接？', 'Withdraw this link?')} okText={say('作废', 'Withdraw')} cancelText={say('取消', 'Cancel')} onConfirm={() => void stop()}><Button size="small">{say('作废', 'Withdraw')}</Button></Popconfirm>
        </span>
        <InlineError error={command.error} />
      </div>
    </div>
  );
}

function inWords({ state, photos }: Link, say: Words['say']): string {
  if (state === 'WAITING') return say('等待扫码', 'Waiting to be scanned');
  return photos === 0 ? say('已打开，家属正在选照片', 'Opened: the family is choosing a photo') : say('已打开，收到 {photos} 张', 'Opened: {photos, plural, one {# photo} other {# photos}} came', { photos });
}

/** A photo that came, beside the only two things to do with it. */
function Waiting({ id, onChanged }: { readonly id: string; readonly onChanged: () => unknown }) {
  const { say } = useWords();
  const { stationId } = useStation();
  const command = useCommand();
  const [decide] = useMutation(DecideHandedPhotoDocument);
  const answer = async (accept: boolean) => {
    await command.run(() => decide({ variables: { stationId, photoId: id, accept } }));
    onChanged();
  };
  return (
    <div className="first-photo" role="group" aria-label={say('收到的照片', 'A photo that came')}>
      <Photos path={`/api/stations/${stationId}/handed-photos`} ids={[id]} />
      <div className="sh-stack">
        <b>{say('收到照片，是不是走失人本人？', 'A photo came: is it the missing person?')}</b>
        <span className="sh-row"><Button type="primary" size="large" loading={command.sending} onClick={() => void answer(true)}>{say('是本人，采用', 'It is: take it')}</Button><Button size="large" disabled={command.sending} onClick={() => void answer(false)}>{say('不采用', 'Not this one')}</Button></span>
        <span className="sh-sub sh-small">{say('采用后显示在应急卡上；不采用的立即删除。', 'Taken, the emergency card shows it; otherwise it is deleted at once.')}</span>
        <InlineError error={command.error} />
      </div>
    </div>
  );
}
