import type { Words } from "./words.ts";

/** Chinese. */
export const zh: Words = {
  yes: "是, 是的, 好, 好的, 对, 對, 可以, 行",
  no: "不, 不是, 否, 没有, 沒有, 不要, 不行, 不用",
  nothing: "跳过, 跳過, 无, 無",
  numbers: `零|〇, 一|一个|一個, 二|两|兩|两个|兩個, 三|三个|三個, 四|四个|四個, 五|五个|五個, 六|六个|六個,
    七|七个|七個, 八|八个|八個, 九|九个|九個, 十|十个|十個, 十一, 十二, 十三, 十四, 十五, 十六, 十七,
    十八, 十九, 二十`,
  yesterday: "昨天",
  today: "今天",
  tomorrow: "明天",
  dayAfterTomorrow: "后天, 後天",
  aroundDays: "在, 到, 本, 这, 這, 這個, 这个",
};
