/** What is said of things in Chinese, by the words that mean the same: a small list of ours, read where somebody wrote a text and no field. The first word of a row stands for the others. */

/** Colours, by the code that the forms know. 银 alone is a bank's card more often than a colour. */
export const COLOURS: readonly (readonly [code: string, ...words: string[]])[] = [
  ['black', '黑'],
  ['white', '白', '米色'],
  ['grey', '灰'],
  ['silver', '银色', '银灰'],
  ['gold', '金色', '香槟'],
  ['red', '红'],
  ['pink', '粉'],
  ['orange', '橙', '橘'],
  ['yellow', '黄'],
  ['green', '绿', '青色'],
  ['blue', '蓝', '藏青'],
  ['purple', '紫'],
  ['brown', '棕', '咖啡', '褐', '驼'],
];

/** Makes, as people write them. */
export const BRANDS: readonly (readonly [code: string, ...words: string[]])[] = [
  ['华为', 'huawei', 'mate', 'pura'],
  ['荣耀', 'honor'],
  ['苹果', 'apple', 'iphone', 'ipad', 'airpods'],
  ['小米', 'xiaomi', 'redmi', '红米'],
  ['oppo', '欧珀'],
  ['vivo', 'iqoo'],
  ['三星', 'samsung', 'galaxy'],
  ['联想', 'lenovo', 'thinkpad'],
  ['索尼', 'sony'],
  ['佳能', 'canon'],
  ['尼康', 'nikon'],
  ['耐克', 'nike'],
  ['阿迪达斯', 'adidas', '阿迪'],
  ['新秀丽', 'samsonite'],
  ['李宁', 'lining'],
  ['安踏', 'anta'],
];

/** Words for one thing, brought to one of them before texts are compared. */
export const SAME: readonly (readonly [one: string, ...others: string[]])[] = [
  ['背包', '双肩包', '书包', '旅行包'],
  ['提包', '手提包', '手提袋', '挎包', '单肩包', '女包'],
  ['钱包', '皮夹', '钱夹', '票夹'],
  ['手机', '移动电话'],
  ['耳机', '耳塞'],
  ['身份证', '居民身份证', '二代证'],
  ['钥匙', '锁匙'],
  ['水杯', '保温杯', '水壶', '杯子'],
  ['雨伞', '阳伞', '折叠伞'],
  ['挂件', '挂饰', '钥匙扣', '吊坠'],
  ['手机壳', '保护套', '手机套', '保护壳'],
  ['狗', '犬'],
];

/** What says nothing of a thing. */
export const IDLE = /[的了在有一个只把条部台件张串和与及色]/gu;
