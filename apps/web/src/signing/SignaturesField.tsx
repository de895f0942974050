import type { ErrorSchema, FieldProps } from '@rjsf/utils';
import { InlineError, serverClock, useWords } from '@stationhouse/plugin-web';
import { Button, Input, Radio } from 'antd';
import { useEffect, useId, useRef, useState } from 'react';
import { useSigningPlace } from './place.js';
import { SigningPad } from './SigningPad.js';

type Way = 'finger' | 'witness' | 'fingerprint';

/** One signature, as the answer holds it. */
export interface Signature {
  readonly signer: string;
  readonly name: string;
  readonly role: string;
  readonly way: Way;
  readonly image?: string;
  readonly witness?: string;
  readonly at: string;
  /** SHA-256 of the text. */
  readonly text: string;
  readonly readBy: string;
  readonly readAt: string;
}

type Signer = NonNullable<ReturnType<typeof useSigningPlace>['signing']>['signers'][number];
interface Reading { readonly by: string; readonly at: string }

/** The signatures of a form: the text is opened and read out; only then each person signs it. */
export function SignaturesField({ formData, onChange, fieldPathId, errorSchema, disabled, schema, required }: FieldProps) {
  const { say } = useWords();
  const place = useSigningPlace();
  const signatures = (Array.isArray(formData) ? formData : []) as readonly Signature[];
  const [reading, setReading] = useState<Reading | undefined>(() => (signatures[0] === undefined ? undefined : { by: signatures[0].readBy, at: signatures[0].readAt }));
  const { signing } = place;
  const sign = (signature: Signature) => onChange([...signatures.filter(({ signer }) => signer !== signature.signer), signature], fieldPathId.path);
  const withdraw = (signer: string) => onChange(signatures.filter((one) => one.signer !== signer), fieldPathId.path);
  return (
    <section className="signing" aria-label={String(schema.title ?? '')}>
      <h3>{required === true && <span className="sh-bad-ink" aria-hidden="true">* </span>}{schema.title}</h3>
      {signing === undefined ? <Closed /> : (
        <>
          <div className="signing-text" lang="zh-CN" data-testid="signing-text" tabIndex={0} role="document" aria-label={say('待签文本', 'The text to sign')}>{signing.text}</div>
          <p className="sh-sub sh-small sh-mono signing-hash">SHA-256 {signing.sha256}</p>
          <ReadOut reading={reading} officer={place.officer} disabled={disabled === true} onRead={setReading} />
          <ul className="signing-people">
            {signing.signers.map((signer) => (
              <Person key={signer.key} signer={signer} hash={signing.sha256} reading={reading} signature={signatures.find((one) => one.signer === signer.key)} disabled={disabled === true} onSign={sign} onWithdraw={() => withdraw(signer.key)} />
            ))}
          </ul>
          {place.open !== undefined && <div><Button size="small" type="text" loading={place.opening} onClick={() => void place.open?.()}>{say('重新打开文本', 'Open the text anew')}</Button></div>}
        </>
      )}
      {messagesOf(errorSchema).map((message) => <p key={message} className="sh-bad-ink" role="alert">{message}</p>)}
    </section>
  );
}

/** Before the text was opened: what opening means. */
function Closed() {
  const { say } = useWords();
  const { open, opening, failure } = useSigningPlace();
  return (
    <div className="signing-read">
      <p>{say('文本含个人信息，打开即记入审计，事由为“宣读签署”。', 'The text holds personal data: opening it goes into the audit, for the purpose “reading out and signing”.')}</p>
      <InlineError error={failure} />
      <div><Button type="primary" loading={opening} disabled={open === undefined} onClick={() => void open?.()}>{say('打开待签文本', 'Open the text')}</Button></div>
    </div>
  );
}

/** 宣读: who read the text out, and when. Nobody signs before. */
function ReadOut({ reading, officer, disabled, onRead }: { reading: Reading | undefined; officer: string; disabled: boolean; onRead: (reading: Reading | undefined) => void }) {
  const { say, moment } = useWords();
  const [by, setBy] = useState(officer);
  const id = useId();
  if (reading !== undefined) {
    return (
      <div className="signing-read" role="status">
        <span><span className="sh-ok-ink" aria-hidden="true">✓ </span>{say('{by} 已于 {at} 宣读', 'Read out by {by} at {at}', { by: reading.by, at: moment(reading.at) })}</span>
        <div><Button size="small" type="text" disabled={disabled} onClick={() => onRead(undefined)}>{say('重新宣读', 'Read it out again')}</Button></div>
      </div>
    );
  }
  return (
    <div className="signing-read">
      <p>{say('请先向在场各方逐字宣读全文，再签名。', 'First read the whole text out to everybody; then sign.')}</p>
      <label htmlFor={id}>{say('宣读人', 'Read out by')}</label>
      <Input id={id} maxLength={60} value={by} onChange={(event) => setBy(event.target.value)} />
      <div><Button type="primary" disabled={disabled || by.trim() === ''} onClick={() => onRead({ by: by.trim(), at: serverClock.now().toISOString() })}>{say('已宣读完毕', 'It has been read out')}</Button></div>
    </div>
  );
}

interface PersonProps {
  readonly signer: Signer;
  readonly hash: string;
  readonly reading: Reading | undefined;
  readonly signature: Signature | undefined;
  readonly disabled: boolean;
  readonly onSign: (signature: Signature) => void;
  readonly onWithdraw: () => void;
}

function Person({ signer, hash, reading, signature, disabled, onSign, onWithdraw }: PersonProps) {
  const { say, textOf, moment } = useWords();
  const place = useSigningPlace();
  const [asking, setAsking] = useState<'finger' | 'witness' | 'unable'>();
  const [witness, setWitness] = useState('');
  const [way, setWay] = useState<'witness' | 'fingerprint'>('witness');
  const [failure, setFailure] = useState<unknown>();
  const id = useId();
  const signed = (how: Way, picture?: Blob) => {
    if (reading === undefined) return;
    const keep = picture === undefined ? Promise.resolve(undefined) : place.keep(picture);
    keep.then((image) => {
      onSign({
        signer: signer.key, name: signer.name, role: signer.role.zhCN, way: how, at: serverClock.now().toISOString(), text: hash, readBy: reading.by, readAt: reading.at,
        ...(image === undefined ? {} : { image }), ...(how === 'finger' ? {} : { witness: witness.trim() }),
      });
      setAsking(undefined);
      setFailure(undefined);
    }, setFailure);
  };
  const stale = signature !== undefined && signature.text !== hash;
  const ways: Record<Way, string> = { finger: say('手指签名', 'by finger'), witness: say('见证人 {name} 代签', 'witness {name} signed', { name: signature?.witness ?? '' }), fingerprint: say('纸上捺印，见证人 {name}', 'fingerprint on paper, witness {name}', { name: signature?.witness ?? '' }) };
  return (
    <li data-signer={signer.key}>
      <div className="sh-row"><b className="sh-long">{signer.name}</b><span className="sh-sub">{textOf(signer.role)}</span></div>
      {signature !== undefined && (
        <>
          <Ink id={signature.image} alt={say('{name}的签名', 'Signature of {name}', { name: signature.witness ?? signer.name })} />
          <span className={stale ? 'sh-bad-ink' : 'sh-sub'}>{stale ? say('文本已有变动，须重新宣读、签署', 'The text has changed: read it out and sign again') : `✓ ${ways[signature.way]} · ${moment(signature.at)}`}</span>
        </>
      )}
      {reading === undefined && signature === undefined && <span className="sh-sub">{say('宣读后才能签名', 'Signing opens once it was read out')}</span>}
      <InlineError error={failure} />
      <div className="sh-row">
        <Button type={signature === undefined ? 'primary' : 'default'} disabled={disabled || reading === undefined} onClick={() => setAsking('finger')} aria-label={signature === undefined ? say('{name}签名', '{name} signs', { name: signer.name }) : say('{name}重签', '{name} signs again', { name: signer.name })}>{signature === undefined ? say('签名', 'Sign') : say('重签', 'Sign again')}</Button>
        {signature === undefined
          ? <Button disabled={disabled || reading === undefined} aria-expanded={asking === 'unable'} onClick={() => setAsking(asking === 'unable' ? undefined : 'unable')}>{say('不能签名', 'Cannot sign')}</Button>
          : <Button type="text" disabled={disabled} onClick={onWithdraw}>{say('撤下', 'Take away')}</Button>}
      </div>
      {asking === 'unable' && (
        <div className="signing-unable">
          <Radio.Group value={way} onChange={(event) => setWay(event.target.value as typeof way)} options={[{ value: 'witness', label: say('由见证人签名', 'A witness signs') }, { value: 'fingerprint', label: say('已在纸上捺印', 'Fingerprint on paper') }]} />
          <label htmlFor={id}>{say('见证人姓名', 'Name of the witness')}</label>
          <Input id={id} maxLength={60} value={witness} onChange={(event) => setWitness(event.target.value)} />
          <div><Button type="primary" disabled={witness.trim() === ''} onClick={() => (way === 'witness' ? setAsking('witness') : signed('fingerprint'))}>{way === 'witness' ? say('见证人签名', 'The witness signs') : say('记为纸上捺印', 'Record the fingerprint')}</Button></div>
        </div>
      )}
      {(asking === 'finger' || asking === 'witness') && (
        <SigningPad
          name={asking === 'finger' ? signer.name : witness.trim()} role={asking === 'finger' ? textOf(signer.role) : say('见证人，代{name}', 'witness, for {name}', { name: signer.name })}
          onClose={() => setAsking(undefined)} onSigned={(picture) => signed(asking, picture)}
        />
      )}
    </li>
  );
}

/** The picture of a signature while it is on this device. */
function Ink({ id, alt }: { id: string | undefined; alt: string }) {
  const { picture } = useSigningPlace();
  const blob = id === undefined ? undefined : picture(id);
  const image = useRef<HTMLImageElement>(null);
  useEffect(() => {
    if (blob === undefined || image.current === null) return undefined;
    const made = URL.createObjectURL(blob);
    image.current.src = made;
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  return blob === undefined ? null : <img ref={image} className="signing-ink" alt={alt} />;
}

/** Everything that is said to be wrong, at the list or at one of its signatures, once. */
function messagesOf(errors: ErrorSchema | undefined): string[] {
  if (errors === undefined) return [];
  const { __errors, ...inner } = errors as ErrorSchema & Record<string, ErrorSchema>;
  return [...new Set([...((__errors as unknown as string[] | undefined) ?? []), ...Object.values(inner).flatMap(messagesOf)])];
}
