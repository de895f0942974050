import { messagesFor, type PreparedMessage } from '@stationhouse/anti-fraud-common';
import { InlineError, useStation, useWords } from '@stationhouse/plugin-web';
import { Button, Segmented } from 'antd';
import { useState } from 'react';
import type { PartProps } from './AlertPage.js';

type Language = 'zh-CN' | 'en';

/** Prepared messages to the person: one press records the attempt and copies the words, never a link; beyond the cap it is refused, and nothing is copied. */
export function SendMessage({ alert, steps }: PartProps) {
  const { say, textOf } = useWords();
  const { name: station } = useStation();
  const [language, setLanguage] = useState<Language>('zh-CN');
  const [noted, setNoted] = useState<{ readonly words: string; readonly copied: boolean }>();
  const send = async ({ key, words }: PreparedMessage) => {
    const said = words[language].replace('{station}', station);
    setNoted(undefined);
    if (!(await steps.tell(alert.instance.id, 'message', { text: key }))) return;
    setNoted({ words: said, copied: await copied(said) });
  };
  return (
    <details className="sh-card alert-more" data-card="message">
      <summary>{say('发短信（给定文本，不附链接）', 'Send a message (prepared, no link)')}</summary>
      <div className="sh-stack">
        <Segmented block aria-label={say('短信语言', 'Language of the message')} value={language} onChange={setLanguage} options={[{ value: 'zh-CN', label: '中文' }, { value: 'en', label: 'English' }]} />
        {messagesFor(alert.grade ?? 'low').map((message) => (
          <div key={message.key} className="alert-message">
            <p lang={language}>{message.words[language].replace('{station}', station)}</p>
            <Button size="large" loading={steps.sending} onClick={() => void send(message)}>{say('复制并登记：{title}', 'Copy and record: {title}', { title: textOf(message.title) })}</Button>
          </div>
        ))}
        {noted && <p role="status" className="alert-noted">{noted.copied ? say('已登记一次短信联系，文本已复制，请粘贴到短信中发送。', 'Recorded as a contact; the words are copied: paste them into a message.') : say('已登记一次短信联系。本机不能复制，请照此发送：{words}', 'Recorded as a contact. This device cannot copy, so type this: {words}', { words: noted.words })}</p>}
        {steps.pressed === 'message' && <InlineError error={steps.error} />}
      </div>
    </details>
  );
}

async function copied(words: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    return false; // no clipboard without https, or not allowed: the words are shown instead
  }
}
