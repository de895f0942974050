/** A bureau's own workflow, as small as one with all that is special to it. */
export const LOAN = `# Borrowed items: keys, radios.
workflow: item-loan
title: { zh-CN: 物品借用, en: Loan of items }
number: "JY-{station}-{yyyy}-{0000}"
label: [item]
startForm: lend
starters: [duty-officer, chief]
personal-data:
  borrower: { purpose: { zh-CN: 联系借用人, en: Reach whoever borrowed }, keep: P1Y }
data:
  type: object
  required: [item]
  properties:
    item: { type: string, maxLength: 60, title: { zh-CN: 物品, en: Item } }
    value: { type: integer, title: { zh-CN: 价值, en: Value } }
    borrower: { type: string, maxLength: 40, x-personal: P2, title: { zh-CN: 借用人, en: Borrower } }
parameters:
  back: { type: duration, default: P3D, max: P10D, title: { zh-CN: 归还时限, en: Time to give back } }   # stations may shorten it
forms:
  lend: { title: { zh-CN: 登记, en: Lend }, schema: { type: object, required: [item], properties: { item: { type: string, maxLength: 60 }, value: { type: integer }, borrower: { type: string, maxLength: 40 } } } }
  back: { title: { zh-CN: 归还, en: Give back }, schema: { type: object, properties: { note: { type: string, maxLength: 200 } } } }
start: lent
states:
  lent:
    title: { zh-CN: 已借出, en: Lent }
    tasks:
      back: { title: { zh-CN: 收回, en: Take back }, role: duty-officer, form: back, due: $back }
    on: { back.done: returned }
  returned: { title: { zh-CN: 已归还, en: Returned }, final: true, outcome: returned }
extension-points: [after lent, form back]
`;
