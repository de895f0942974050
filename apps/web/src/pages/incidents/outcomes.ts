import type { Words } from '@stationhouse/plugin-web';

/** How an incident can end, in the order a station uses them. A false alarm is an outcome, never a deletion. */
export function outcomeOptions(say: Words['say']): { value: string; label: string }[] {
  return [
    { value: 'handled', label: say('现场处置完毕', 'Handled on scene') },
    { value: 'mediated', label: say('现场调解', 'Mediated on scene') },
    { value: 'advised', label: say('告知引导', 'Advised') },
    { value: 'caseAccepted', label: say('受案', 'Case accepted') },
    { value: 'penalised', label: say('当场处罚', 'Penalised on the spot') },
    { value: 'arrested', label: say('抓获嫌疑人', 'Suspect caught') },
    { value: 'transferred', label: say('移交其他单位', 'Transferred') },
    { value: 'nonPolice', label: say('非警务求助转办', 'Non-police request, referred') },
    { value: 'falseAlarm', label: say('虚惊', 'False alarm') },
    { value: 'callerNotFound', label: say('未找到报警人', 'Caller not found') },
    { value: 'repeatCall', label: say('重复警情', 'Repeat call') },
    { value: 'recorded', label: say('登记备查', 'Recorded') },
  ];
}
