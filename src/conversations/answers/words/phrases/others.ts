import type { Phrases } from "./phrases.ts";

const fi: Phrases = {
  when: "tänä",
  undecided: `hm, hmm, ei kumpikaan, molemmat, kumpikin, ihan sama, en tiedä, emmä tiiä, ei aavistustakaan, ehkä, riippuu, odota`,
  unsure: "no, no niin",
  yes: `kyllä, k, joo, juu, kyllä kiitos, joo kiitos, tietysti, totta kai, toki, ilman muuta, mielellään, selvä, oikein, aivo oikein, juuri niin,
    ehdottomasti, tee niin, olkoon`,
  no: `ei, en, ei kiitos, en kiitos, ei oikeastaan, ei todellakaan, ei tietenkään, ei missään nimessä, en todellakaan, mieluummin ei, ei lainkaan,
    ei ikinä, ei koskaan`,
  amount: "meitä on, on",
  around: `minulle, meille, kiitos, kiitti, kiitoksia, numero, nro, nr, vaihtoehto, valinta, vastaus, minä, me, haluan, haluaisin, otan, ottaisin, valitsen, vain,
    tasan, meitä on, on, se, olkoon, niin`,
  numbers: `nolla, yksi, kaksi, kolme, neljä, viisi, kuusi, seitsemän, kahdeksan, yhdeksän, kymmenen,
    yksitoista, kaksitoista, kolmetoista, neljätoista, viisitoista, kuusitoista, seitsemäntoista,
    kahdeksantoista, yhdeksäntoista, kaksikymmentä`,
  ordinals: `ensimmäinen|ensimmäisen, toinen|toisen, kolmas|kolmannen, neljäs|neljännen, viides|viidennen, kuudes|kuudennen,
    seitsemäs|seitsemännen, kahdeksas|kahdeksannen, yhdeksäs|yhdeksännen, kymmenes|kymmenennen`,
  last: "viimeinen, viimeisen",
  dozen: "tusina",
  halfDozen: "puoli tusinaa",
  minus: "miinus",
  counted: `henkilöä, henkilö, henkeä, ihmistä, vierasta, aikuista, kappaletta, kpl, kertaa, lippua, paikkaa, pulloa, pakettia, hengelle, henkilölle`,
  skip: "ohita, ohitan, jätä väliin",
  nothing: `ei mitään, ei mitään muuta, ei muuta, siinä kaikki, siinä se, valmis, ei koske, en halua kertoa, en halua sanoa`,
  none: "ei kukaan, ei ketään, ei yhtään",
};

const et: Phrases = {
  unsure: "no",
  yes: "jah, jaa, muidugi, kindlasti, nõus, õige, jah palun",
  no: "ei, ei aitäh, mitte eriti, muidugi mitte, kindlasti mitte, üldse mitte",
  around: "palun, aitäh, tänan",
  nothing: "mitte midagi, midagi muud, see on kõik",
};

const lv: Phrases = {
  yes: "jā, protams, noteikti, labi, pareizi",
  no: "nē, nē paldies, ne īsti, protams ka nē, noteikti nē",
  around: "lūdzu, paldies",
  nothing: "nekas, neko, nekā, tas ir viss, tas arī viss",
};

const lt: Phrases = {
  yes: "taip, žinoma, aišku, gerai, teisingai",
  no: "ne, ne ačiū, nelabai, žinoma ne, jokiu būdu",
  around: "prašau, ačiū, dėkui",
  nothing: "nieko, nieko daugiau, tai viskas",
  none: "niekas",
};

const hu: Phrases = {
  when: "a, az, ezen a",
  ordinals: "első, második, harmadik, negyedik, ötödik, hatodik, hetedik, nyolcadik, kilencedik, tizedik",
  undecided: `hm, hmm, egyik sem, mindkettő, mindegy, nem tudom, fogalmam sincs, talán, lehet, attól függ, várj`,
  yes: "igen, i, persze, hogyne, természetesen, rendben, jó, jo, dehogynem, pontosan, úgy van, igen kérem",
  no: "nem, n, nem kell, nem kérek, nem szeretném, inkább nem, nem köszönöm, nem igazán, dehogy, természetesen nem, persze hogy nem, egyáltalán nem, soha",
  unsure: "no, na",
  around: "a, az, kérem, kerem, köszönöm, koszonom, köszi, koszi, szépen, kösz",
  nothing: "semmi, semmi más, semmit, ennyi, ez minden, kész",
  none: "senki, egyik sem",
};

const tr: Phrases = {
  when: "bu",
  undecided: `hm, hmm, ikisi de değil, ikisi de, her ikisi de, fark etmez, bilmiyorum, hiçbir fikrim yok, belki, bakarız, bekle`,
  yes: `evet, e, tabii, tabi, tabii ki, tabi ki, elbette, olur, tamam, peki, aynen, doğru, kesinlikle, memnuniyetle, evet lütfen`,
  no: `hayır, hayir, h, hayır teşekkürler, hayır sağ ol, yok, olmaz, pek değil, pek sayılmaz, tabii ki hayır, tabii ki değil, elbette hayır,
    kesinlikle hayır, hiç de değil, asla, istemiyorum, istemem`,
  around: `lütfen, lutfen, teşekkürler, tesekkurler, teşekkür ederim, sağ ol, sağol, sağ olun, numara, numaralı, nr, seçenek, seçeneği, seçim,
    cevap, ben, biz, istiyorum, istiyoruz, seçiyorum, alayım, alıyorum, için, sadece, yalnızca, tam, olsun, kişiyiz`,
  numbers: `sıfır, bir, iki, üç, dört, beş, altı, yedi, sekiz, dokuz, on, on bir|onbir, on iki|oniki, on üç|onüç, on dört|ondört, on beş|onbeş,
    on altı|onaltı, on yedi|onyedi, on sekiz|onsekiz, on dokuz|ondokuz, yirmi`,
  ordinals: `birinci|ilk, ikinci, üçüncü, dördüncü, beşinci, altıncı, yedinci, sekizinci, dokuzuncu, onuncu`,
  last: "son, sonuncu",
  dozen: "düzine",
  halfDozen: "yarım düzine",
  minus: "eksi",
  counted: `kişi, kişilik, insan, misafir, yetişkin, tane, adet, kez, kere, bilet, koltuk, yer, şişe, paket, kutu`,
  skip: "geç, atla, geçiyorum",
  nothing: "hiç, hiçbir şey, başka bir şey yok, bu kadar, hepsi bu, hepsi bu kadar, bitti",
  none: "hiçbiri, kimse, hiç kimse",
};

const el: Phrases = {
  when: "την, τη, το, στο, στη, στην, στις, τις",
  ordinals: `πρώτο|πρώτη|πρώτος|πρωτο, δεύτερο|δεύτερη|δεύτερος|δευτερο, τρίτο|τρίτη|τρίτος|τριτο, τέταρτο|τέταρτη|τέταρτος, πέμπτο|πέμπτη|πέμπτος,
    έκτο|έκτη, έβδομο|έβδομη, όγδοο|όγδοη, ένατο|ένατη, δέκατο|δέκατη`,
  undecided: `χμ, κανένα από τα δύο, και τα δύο, δεν ξέρω, ίσως, μπορεί, εξαρτάται`,
  yes: "ναι, nai, entaxei, ναι θέλω, μάλιστα, βέβαια, βεβαίως, φυσικά, σίγουρα, εντάξει, σωστά, ακριβώς, συμφωνώ, ορίστε",
  no: "όχι, οχι, oxi, δεν θέλω, όχι δεν θέλω, μάλλον όχι, όχι ευχαριστώ, οχι ευχαριστω, όχι ακριβώς, όχι ιδιαίτερα, φυσικά όχι, βέβαια όχι, καθόλου, σε καμία περίπτωση, ποτέ",
  around: "το, τη, την, η, ο, parakalo, efxaristo, παρακαλώ, ευχαριστώ, ευχαριστω, παρακαλω, πολύ",
  nothing: "τίποτα, τίποτε, τίποτα άλλο, αυτό είναι όλο, αυτά",
  none: "κανένας, καμία, κανένα",
};

const id: Phrases = {
  when: "hari, pada, pada hari, di",
  yes: "ya, iya, tentu, tentu saja, baik, betul, benar, boleh, setuju",
  no: "tidak, nggak, tidak terima kasih, tidak juga, tentu saja tidak, tidak sama sekali, jangan",
  around: "tolong, terima kasih, makasih",
  nothing: "tidak ada, tidak ada lagi, itu saja, sudah cukup",
};

const vi: Phrases = {
  yes: "có, vâng, dạ, đúng, đúng vậy, tất nhiên, được, đồng ý",
  no: "không, không cảm ơn, không hẳn, tất nhiên là không, đừng",
  around: "cảm ơn, xin, làm ơn, ạ",
  nothing: "không có, không có gì, không còn gì, hết rồi, vậy thôi",
};

const ar: Phrases = {
  when: "في, يوم, في يوم",
  undecided: `امم, لا هذا ولا ذاك, كلاهما, كلاهما معا, لا أعرف, لا اعرف, لا أدري, لا ادري, ربما, يمكن, قد, انتظر`,
  yes: `نعم, أجل, اجل, ايوه, أيوه, ايوا, أيوا, آه, طبعا, طبعًا, بالتأكيد, بالطبع, أكيد, اكيد, تمام, حسنا, حسنًا, موافق, موافقة, صحيح, نعم من فضلك`,
  no: `لا, كلا, لأ, لا شكرا, لا شكرًا, ليس حقا, ليس تماما, بالطبع لا, طبعا لا, بالتأكيد لا, أبدا, ابدا, مطلقا, على الإطلاق, لا أريد`,
  around: `شكرا, شكرًا, شكرا جزيلا, من فضلك, لو سمحت, رجاء, رجاءً, رقم, الرقم, خيار, الخيار, الاختيار, أنا, نحن, أريد, نريد, أختار, سآخذ, فقط, هو, هي`,
  numbers: `صفر, واحد|واحدة, اثنان|اثنين|إثنان|إثنين, ثلاثة|ثلاث, أربعة|أربع|اربعة, خمسة|خمس, ستة|ست, سبعة|سبع, ثمانية|ثمان|ثماني, تسعة|تسع, عشرة|عشر,
    أحد عشر|احد عشر, اثنا عشر|اثني عشر, ثلاثة عشر, أربعة عشر, خمسة عشر, ستة عشر, سبعة عشر, ثمانية عشر, تسعة عشر, عشرون|عشرين`,
  ordinals: `الأول|الأولى|الاول|الاولى|أول, الثاني|الثانية|ثاني, الثالث|الثالثة|ثالث, الرابع|الرابعة|رابع, الخامس|الخامسة|خامس, السادس|السادسة,
    السابع|السابعة, الثامن|الثامنة, التاسع|التاسعة, العاشر|العاشرة`,
  last: "الأخير, الأخيرة, الاخير, الاخيرة",
  dozen: "دزينة",
  halfDozen: "نصف دزينة",
  minus: "ناقص, سالب",
  counted: "أشخاص, اشخاص, شخص, شخصا, أفراد, ضيوف, بالغين, قطع, قطعة, مرات, مرة, تذاكر, تذكرة, مقاعد, مقعد",
  skip: "تخطي, تخطى, تجاوز, تخط",
  nothing: "لا شيء, لاشيء, لا شئ, لا يوجد, بدون, هذا كل شيء, هذا كل شي, انتهيت, خلاص",
  none: "لا أحد",
};

const fa: Phrases = {
  undecided: `هیچکدام از این دو, هر دو, هردو, نمیدانم, نمی دانم, نمی‌دانم, شاید`,
  yes: "بله, آره, اره, باشه, البته, حتما, حتماً, درسته, درست است, موافقم",
  no: "نه, خیر, نخیر, نه ممنون, نه مرسی, نه واقعا, البته که نه, هرگز, اصلا, اصلاً",
  amount: "برای",
  around: "برای من, لطفا, لطفاً, ممنون, مرسی, متشکرم, شماره, گزینه, برای, فقط",
  numbers: `صفر, یک, دو, سه, چهار, پنج, شش, هفت, هشت, نه تا, ده, یازده, دوازده, سیزده, چهارده, پانزده, شانزده, هفده, هجده, نوزده, بیست`,
  ordinals: `اول|اولین|اولی, دوم|دومین|دومی, سوم|سومین|سومی, چهارم|چهارمی, پنجم|پنجمی, ششم|ششمی, هفتم|هفتمی, هشتم|هشتمی, نهم|نهمی, دهم|دهمی`,
  last: "آخر, آخرین, آخری",
  counted: "نفر, نفره, تا, عدد, دانه, بار, بلیت, بلیط",
  nothing: "هیچ, هیچی, هیچ چیز, همین, همین بس, تمام",
  none: "هیچکدام, هیچ کدام, هیچ کس",
};

const he: Phrases = {
  undecided: `אף אחד מהם, שניהם, לא יודע, לא יודעת, אולי`,
  yes: "כן, בטח, כמובן, ודאי, בוודאי, נכון, בסדר, מסכים, מסכימה",
  no: "לא, לא תודה, לא ממש, כמובן שלא, בטח שלא, בשום אופן, אף פעם",
  around: "בבקשה, תודה, תודה רבה, מספר, אפשרות, רק",
  nothing: "כלום, שום דבר, אף אחד, אין, זהו, זה הכל, זה הכול",
};

const hi: Phrases = {
  undecided: `दोनों, दोनों नहीं, पता नहीं, मुझे नहीं पता, शायद`,
  yes: "हाँ, हां, जी, जी हाँ, जी हां, बिल्कुल, बिलकुल, ज़रूर, जरूर, ठीक है, सही, हाँ जी, हां जी, haan, haan ji, ji haan, theek hai, thik hai, bilkul",
  no: "नहीं, नही, जी नहीं, ना, नहीं धन्यवाद, बिल्कुल नहीं, बिलकुल नहीं, कभी नहीं, नहीं चाहिए, नहीं जी, nahi, nahin, nahi chahiye, ji nahi, nahi ji, bilkul nahi",
  around: "कृपया, धन्यवाद, शुक्रिया, नंबर, विकल्प, केवल, सिर्फ, लोग के लिए",
  numbers: `शून्य, एक, दो, तीन, चार, पाँच|पांच, छह|छः, सात, आठ, नौ, दस, ग्यारह, बारह, तेरह, चौदह, पंद्रह|पन्द्रह, सोलह, सत्रह, अठारह, उन्नीस, बीस`,
  ordinals: `पहला|पहली|पहले, दूसरा|दूसरी|दूसरे, तीसरा|तीसरी|तीसरे, चौथा|चौथी|चौथे, पाँचवाँ|पांचवां|पाँचवीं, छठा|छठी, सातवाँ|सातवां, आठवाँ|आठवां, नौवाँ|नौवां,
    दसवाँ|दसवां`,
  last: "आखिरी, अंतिम",
  counted: "लोग, व्यक्ति, बार, टिकट",
  nothing: "कुछ नहीं, कुछ भी नहीं, और कुछ नहीं, कोई नहीं, बस, बस इतना ही",
};

const ja: Phrases = {
  undecided: `うーん, ええと, どちらでもない, どちらでもいい, 両方, どちらも, 分からない, わからない, わかりません, 分かりません, たぶん, 多分, もしかして, かもしれない`,
  yes: "はい, うん, ええ, はいお願いします, はい いいです, はい 大丈夫です, はい 結構です, お願いします, もちろん, もちろんです, そうです, その通り, その通りです, いいですよ, オーケー, 了解, 了解です",
  no: "いいえ, いや, ううん, いいえ結構です, いいえ 結構です, いいえ 大丈夫です, いいえ 大丈夫, いえ, いえいえ, 違います, ちがいます, いりません, 要りません, 不要, 不要です, そうでもない",
  unsure: "いいえいいです, いいです, 結構です, けっこうです, 大丈夫です, 大丈夫, いい, 結構",
  around:
    "です, でお願いします, お願いします, がいい, がいいです, をお願いします, にします, にする, で, を, ください, をください, 番, 番目, つ目, 番目の, 第, 選択肢, ありがとう, ありがとうございます, だけ",
  numbers: `〇|零|ゼロ, 一|ひとつ|一つ, 二|ふたつ|二つ, 三|みっつ|三つ, 四|よっつ|四つ, 五|いつつ|五つ,
    六|むっつ|六つ, 七|ななつ|七つ, 八|やっつ|八つ, 九|ここのつ|九つ, 十|とお, 十一, 十二, 十三, 十四,
    十五, 十六, 十七, 十八, 十九, 二十`,
  last: "最後, 最後の",
  dozen: "ダース",
  halfDozen: "半ダース",
  minus: "マイナス",
  counted: "人, 名, 名様, 個, 枚, 本, 冊, 回, 人です, つ",
  skip: "スキップ, とばす, 飛ばす, 省略",
  nothing:
    "なし, 結構です, けっこうです, 大丈夫です, 特になし, 特にない, 特にありません, ありません, ない, 以上, 以上です, 何もない, 何もありません, それだけ, それだけです",
};

const zh: Phrases = {
  undecided: `嗯嗯, 呃, 都不是, 两个都不是, 都行, 都可以, 两个都, 不知道, 我不知道, 不清楚, 也许, 也許, 可能, 随便, 隨便`,
  yes: "是, 是的, 好, 好的, 对, 對, 可以, 行, 对的, 對的, 当然, 當然, 没错, 沒錯, 没问题, 沒問題, 嗯, 要, 好啊, 同意, 确认, 確認",
  no: "不, 不是, 否, 没有, 沒有, 不要, 不行, 不用, 不用了, 不了, 不谢谢, 不用谢谢, 不用了谢谢, 不要了, 不太, 不太好, 当然不, 當然不, 不对, 不對, 不可以, 不需要",
  around:
    "请, 請, 谢谢, 謝謝, 我要, 我选, 我選, 选, 選, 选择, 選擇, 第, 号, 號, 个, 個, 吧, 就, 一共, 共, 是, 种, 種, 项, 項, 了",
  numbers: `零|〇, 一|一个|一個, 二|两|兩|两个|兩個, 三|三个|三個, 四|四个|四個, 五|五个|五個, 六|六个|六個,
    七|七个|七個, 八|八个|八個, 九|九个|九個, 十|十个|十個, 十一, 十二, 十三, 十四, 十五, 十六, 十七,
    十八, 十九, 二十`,
  last: "最后, 最後, 最后一个, 最後一個",
  dozen: "打",
  halfDozen: "半打",
  minus: "负, 負",
  counted: "人, 位, 个人, 個人, 名, 张, 張, 次, 件, 份, 瓶, 盒",
  skip: "跳过, 跳過, 略过, 略過",
  nothing:
    "无, 無, 没了, 沒了, 没有了, 沒有了, 没什么, 沒什麼, 就这些, 就這些, 就这样, 就這樣, 完了, 没有别的, 沒有別的, 不填",
};

const ko: Phrases = {
  undecided: `음, 둘 다, 둘다, 둘 다 아니요, 모르겠어요, 몰라요, 아마, 글쎄요`,
  yes: "네, 예, 응, 네네, 물론, 물론이죠, 물론입니다, 그럼요, 맞아요, 맞습니다, 좋아요, 좋습니다, 그래요, 그렇습니다, 네 부탁합니다",
  no: "아니요, 아니오, 아니, 아뇨, 아니요 괜찮습니다, 아니요 괜찮아요, 그렇지 않아요, 별로, 별로요, 필요 없어요, 필요 없습니다, 싫어요",
  around:
    "주세요, 부탁합니다, 부탁해요, 감사합니다, 고맙습니다, 고마워요, 번, 번째, 번으로, 으로, 로, 요, 입니다, 이요",
  numbers: `영, 하나|한, 둘|두, 셋|세|삼, 넷|네, 다섯, 여섯|육, 일곱|칠, 여덟|팔, 아홉, 열|십, 열하나|십일, 열둘|십이, 열셋|십삼,
    열넷|십사, 열다섯|십오, 열여섯|십육, 열일곱|십칠, 열여덟|십팔, 열아홉|십구, 스물|이십`,
  last: "마지막",
  minus: "마이너스",
  counted: "명, 사람, 개, 장, 병, 번, 권",
  skip: "건너뛰기, 넘어가기",
  nothing: "없음, 없어요, 없습니다, 아무것도, 아무것도 없어요, 그게 다예요, 이상입니다, 끝",
};

const th: Phrases = {
  yes: "ใช่, ใช่ครับ, ใช่ค่ะ, ครับ, ค่ะ, ได้, ได้ครับ, ได้ค่ะ, ตกลง, แน่นอน, ถูกต้อง",
  no: "ไม่, ไม่ใช่, ไม่ครับ, ไม่ค่ะ, ไม่ใช่ครับ, ไม่ใช่ค่ะ, ไม่ขอบคุณ, ไม่ต้อง, ไม่เอา, ไม่เชิง, แน่นอนว่าไม่",
  around: "ขอบคุณ, กรุณา",
  nothing: "ไม่มี, ไม่มีอะไร, แค่นี้, เท่านี้, หมดแล้ว",
};

export const others = {
  fi,
  et,
  lv,
  lt,
  hu,
  tr,
  el,
  id,
  vi,
  ar,
  fa,
  he,
  hi,
  ja,
  zh,
  ko,
  th,
} satisfies Readonly<Record<string, Phrases>>;
