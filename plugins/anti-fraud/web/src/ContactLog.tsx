import { Card, useWords, type Words } from '@stationhouse/plugin-web';
import type { Alert } from './AlertPage.js';

type Contact = NonNullable<Alert['contacts']>[number];

/** Who tried to reach the person when, and how it went, the latest first; nothing while personal data are masked. */
export function ContactLog({ contacts }: { contacts: readonly Contact[] }) {
  const words = useWords();
  if (contacts.length === 0) return null;
  return (
    <Card title={words.say('联系记录（{count} 次）', 'Contacts ({count})', { count: contacts.length })}>
      <ol className="alert-contacts">
        {contacts.map((contact, index) => ({ contact, key: `${contact.at}-${index}` })).reverse().map(({ key, contact: { at, way, result, note } }) => (
          <li key={key}><span className="sh-sub sh-whole">{words.moment(at)}</span> <b>{wayInWords(way, words)}</b> {resultInWords(result ?? '', words)}{note && <span className="sh-sub sh-long"> {note}</span>}</li>
        ))}
      </ol>
    </Card>
  );
}

function wayInWords(way: Contact['way'], { say }: Words): string {
  return { phone: say('电话', 'Phone'), message: say('短信', 'Message'), inPerson: say('见面', 'In person') }[way ?? 'phone'];
}

/** The outcome of a call or a meeting, or that a message was sent; what is not known stands as it is. */
function resultInWords(result: string, { say }: Words): string {
  const known: Readonly<Record<string, string>> = {
    convinced: say('已劝住', 'convinced'), doubtful: say('未劝住', 'not convinced'), noAnswer: say('未接通', 'no answer'), wrongNumber: say('号码有误、非本人', 'wrong number'),
    declined: say('不愿沟通', 'did not want to'), noFraud: say('核实不是诈骗', 'no fraud'), absent: say('未见到本人', 'not there'), sent: say('已发送', 'sent'),
  };
  return known[result] ?? result;
}
