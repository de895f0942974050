import { Button } from 'antd';
import { useState } from 'react';
import type { OpenCardMutation } from '../gql/emergency.js';
import { useWords } from '../words.js';
import { Photos } from './Photos.js';

type Opened = OpenCardMutation['openEmergencyCard'];
type Fact = Opened['facts'][number];

/** What an opened card shows: the phone first, as a button that rings it. @param photos where the bytes of its photos are */
export function Facts({ photos: path, opened: { facts, photos, at } }: { readonly photos: string; readonly opened: Pick<Opened, 'facts' | 'photos' | 'at'> }) {
  const { say, moment } = useWords();
  const phones = facts.filter(({ kind, value }) => kind === 'PHONE' && value);
  const others = facts.filter((fact) => !phones.includes(fact));
  return (
    <div className="ecard-facts">
      {photos.length > 0 && <Photos path={path} ids={photos.map(({ id }) => id)} />}
      {phones.map((fact) => <Phone key={fact.path} fact={fact} />)}
      <dl>{others.map((fact) => <Other key={fact.path} fact={fact} />)}</dl>
      <p className="sh-sub" role="status">{say('本次查看已于 {at} 记录。', 'This opening was recorded at {at}.', { at: moment(at) })}</p>
    </div>
  );
}

function Phone({ fact: { title, value } }: { readonly fact: Fact }) {
  const { say, textOf } = useWords();
  return <a className="ecard-phone" href={`tel:${(value ?? '').replace(/[^\d+]/g, '')}`}><span>{say('拨打', 'Call')} {textOf(title)}</span> <b>{value}</b></a>;
}

function Other({ fact: { title, kind, value } }: { readonly fact: Fact }) {
  const { say, textOf, moment, date } = useWords();
  const said = !value ? <span className="sh-sub">{say('未登记', 'Not recorded')}</span> : kind === 'MOMENT' ? moment(value) : kind === 'DATE' ? date(value) : value;
  return <div><dt>{textOf(title)}</dt><dd>{said}{kind === 'ADDRESS' && value && <Copy value={value} />}</dd></div>;
}

function Copy({ value }: { readonly value: string }) {
  const { say } = useWords();
  const [copied, setCopied] = useState(false);
  return <Button onClick={() => void navigator.clipboard?.writeText(value).then(() => setCopied(true))}>{copied ? say('已复制', 'Copied') : say('复制地址', 'Copy address')}</Button>;
}
