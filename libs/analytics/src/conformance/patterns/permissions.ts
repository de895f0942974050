import { definePermission } from '@stationhouse/access';
import { text } from '@stationhouse/kernel';

export const readPatternFlags = definePermission({
  id: 'patternFlag.read',
  title: text('查看异常提示', 'Read flags'),
  description: text('查看办理记录中的异常提示；队长只看本队的。提示是待核实的疑问，不是结论；查看涉及人员时留痕，涉及本人的不显示。', 'Read flags about how work is recorded, team leaders those of their team. A flag is a question and no finding; looking at whom it is about is recorded, and nobody sees one about themselves.'),
  defaultRoles: ['chief', 'instructor', 'team-leader'],
});

export const readAllPatternFlags = definePermission({
  id: 'patternFlag.readAll',
  title: text('查看全所异常提示', 'Read flags of the whole station'),
  description: text('不限于本队，查看全所的异常提示。', 'Read flags of the whole station, not of one’s own team alone.'),
  defaultRoles: ['chief', 'instructor'],
});

export const answerPatternFlags = definePermission({
  id: 'patternFlag.answer',
  title: text('处理异常提示', 'Answer flags'),
  description: text('填写理由后，把异常提示处理为情况属实正常，或已另行核实跟进。', 'With a reason, answer a flag as explained, or as followed up elsewhere.'),
  defaultRoles: ['chief', 'team-leader'],
});

export const setPatternRules = definePermission({
  id: 'patternRule.set',
  title: text('设置异常提示规则', 'Set the rules of flags'),
  description: text('在规定范围内调整各条提示规则的数值，或停用规则。', 'Move the numbers of the rules within their bounds, or switch a rule off.'),
  defaultRoles: ['chief'],
});
