// The compatibility forms that fold_width knows, after Unicode's NFKC data. Private to core/text.cpp.
#pragma once

#include <string_view>

namespace claimpack::core::width_forms {

// Targets of the Kangxi radicals U+2F00 … U+2FD5, in order: text layers of PDFs carry them for the plain characters.
inline constexpr std::u32string_view kangxi =
    U"一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀寸小尢尸屮山巛工己巾干幺"
    U"广廴廾弋弓彐彡彳心戈戶手支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒"
    U"癶白皮皿目矛矢石示禸禾穴立竹米糸缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走"
    U"足身車辛辰辵邑酉釆里金長門阜隶隹雨靑非面革韋韭音頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠"
    U"鼻齊齒龍龜龠";
// Targets of the compatibility ideographs U+F900 … U+FA6D, in order.
inline constexpr std::u32string_view ideographs =
    U"豈更車賈滑串句龜龜契金喇奈懶癩羅蘿螺裸邏樂洛烙珞落酪駱亂卵欄爛蘭鸞嵐濫藍襤拉臘蠟廊朗浪狼郎來冷勞擄櫓爐盧"
    U"老蘆虜路露魯鷺碌祿綠菉錄鹿論壟弄籠聾牢磊賂雷壘屢樓淚漏累縷陋勒肋凜凌稜綾菱陵讀拏樂諾丹寧怒率異北磻便復不"
    U"泌數索參塞省葉說殺辰沈拾若掠略亮兩凉梁糧良諒量勵呂女廬旅濾礪閭驪麗黎力曆歷轢年憐戀撚漣煉璉秊練聯輦蓮連鍊"
    U"列劣咽烈裂說廉念捻殮簾獵令囹寧嶺怜玲瑩羚聆鈴零靈領例禮醴隸惡了僚寮尿料樂燎療蓼遼龍暈阮劉杻柳流溜琉留硫紐"
    U"類六戮陸倫崙淪輪律慄栗率隆利吏履易李梨泥理痢罹裏裡里離匿溺吝燐璘藺隣鱗麟林淋臨立笠粒狀炙識什茶刺切度拓糖"
    U"宅洞暴輻行降見廓兀嗀﨎﨏塚﨑晴﨓﨔凞猪益礼神祥福靖精羽﨟蘒﨡諸﨣﨤逸都﨧﨨﨩飯飼館鶴郞隷侮僧免勉勤卑喝嘆"
    U"器塀墨層屮悔慨憎懲敏既暑梅海渚漢煮爫琢碑社祉祈祐祖祝禍禎穀突節練縉繁署者臭艹艹著褐視謁謹賓贈辶逸難響頻恵"
    U"𤋮舘";
// Pairs: a form and its plain character. Not of NFKC but of OCR: dots, stars, dashes and the ratio sign.
inline constexpr std::u32string_view pairs =
    U"\u00A0 ªa²2³3µμ¹1ºo\u2000 \u2001 \u2002 \u2003 \u2004 \u2005 \u2006 \u2007 \u2008 \u2009 \u200A "
    U"\u2010-\u2011-\u2013-•·․.‧·\u202F \u205F ⁰0ⁱi⁴4⁵5⁶6⁷7⁸8⁹9⁺+⁻-⁼=⁽(⁾)ⁿn₀0₁1₂2₃3₄4₅5₆6₇7₈8₉9₊+₋-₌="
    U"₍(₎)ΩΩKKÅÅⅠIⅤVⅩXⅬLⅭCⅮDⅯMⅰiⅴvⅹxⅼlⅽcⅾdⅿm\u2212-∗*∶:①1②2③3④4⑤5⑥6⑦7⑧8⑨9ⒶAⒷBⒸCⒹDⒺEⒻFⒼGⒽHⒾIⒿJⓀKⓁLⓂMⓃN"
    U"ⓄOⓅPⓆQⓇRⓈSⓉTⓊUⓋVⓌWⓍXⓎYⓏZⓐaⓑbⓒcⓓdⓔeⓕfⓖgⓗhⓘiⓙjⓚkⓛlⓜmⓝnⓞoⓟpⓠqⓡrⓢsⓣtⓤuⓥvⓦwⓧxⓨyⓩz⓪0✱*✳*✻*\u3000 ・·㉄問"
    U"㉅幼㉆文㉇箏㊀一㊁二㊂三㊃四㊄五㊅六㊆七㊇八㊈九㊉十︐,︑、︒。︓:︔;︕!︖?︗〖︘〗︱—︲-︵(︶)︷{︸}"
    U"︹〔︺〕︻【︼】︽《︾》︿〈﹀〉﹁「﹂」﹃『﹄』﹇[﹈]﹐,﹑、﹒.﹔;﹕:﹖?"
    U"﹗!﹘—﹙(﹚)﹛{﹜}﹝〔﹞〕﹟#﹠&﹡*﹢+﹣-﹤<﹥>﹦=﹨\\﹩$﹪%﹫@｟⦅｠⦆￠¢￡£￢¬￤¦￥¥￦₩￨│￩←￪↑￫→￬↓￭■￮○";
// A form, then what it becomes, ended by a bar.
inline constexpr std::u32string_view longer =
    U"‥..|…...|℃°C|℉°F|№No|℡TEL|ⅡII|ⅢIII|ⅣIV|ⅥVI|ⅦVII|ⅧVIII|ⅨIX|ⅪXI|ⅫXII|ⅱii|ⅲiii|ⅳiv|ⅵvi|ⅶvii|ⅷviii|"
    U"ⅸix|ⅺxi|ⅻxii|⑩10|⑪11|⑫12|⑬13|⑭14|⑮15|⑯16|⑰17|⑱18|⑲19|⑳20|⑴(1)|⑵(2)|⑶(3)|⑷(4)|⑸(5)|⑹(6)|⑺(7)|"
    U"⑻(8)|⑼(9)|⑽(10)|⑾(11)|⑿(12)|⒀(13)|⒁(14)|⒂(15)|⒃(16)|⒄(17)|⒅(18)|⒆(19)|⒇(20)|⒈1.|⒉2.|⒊3.|⒋4.|⒌5.|"
    U"⒍6.|⒎7.|⒏8.|⒐9.|⒑10.|⒒11.|⒓12.|⒔13.|⒕14.|⒖15.|⒗16.|⒘17.|⒙18.|⒚19.|⒛20.|⒜(a)|⒝(b)|⒞(c)|⒟(d)|⒠(e)|"
    U"⒡(f)|⒢(g)|⒣(h)|⒤(i)|⒥(j)|⒦(k)|⒧(l)|⒨(m)|⒩(n)|⒪(o)|⒫(p)|⒬(q)|⒭(r)|⒮(s)|⒯(t)|⒰(u)|⒱(v)|⒲(w)|⒳(x)|"
    U"⒴(y)|⒵(z)|㈠(一)|㈡(二)|㈢(三)|㈣(四)|㈤(五)|㈥(六)|㈦(七)|㈧(八)|㈨(九)|㈩(十)|㈪(月)|㈫(火)|㈬(水)|㈭(木)|㈮(金)|㈯(土)|"
    U"㈰(日)|"
    U"㉑21|㉒22|㉓23|㉔24|㉕25|㉖26|㉗27|㉘28|㉙29|㉚30|㉛31|㉜32|㉝33|㉞34|㉟35|㋀1月|㋁2月|㋂3月|㋃4月|㋄5月|㋅6月|㋆7月|㋇8月|"
    U"㋈9月|"
    U"㋉10月|㋊11月|㋋12月|㍱hPa|㍲da|㍳AU|㍴bar|㍵oV|㍶pc|㍷dm|㍸dm2|㍹dm3|㍺IU|㎀pA|㎁nA|㎂μA|㎃mA|㎄kA|㎅KB|㎆MB|㎇GB|㎈cal|"
    U"㎉kcal|㎊pF|㎋nF|㎌μF|㎍μg|㎎mg|㎏kg|㎐Hz|㎑kHz|㎒MHz|㎓GHz|㎔THz|㎕μl|㎖ml|㎗dl|㎘kl|㎙fm|㎚nm|㎛μm|㎜mm|㎝cm|㎞km|"
    U"㎟mm2|㎠cm2|㎡m2|㎢km2|㎣mm3|㎤cm3|㎥m3|㎦km3|㎧m/s|㎨m/s2|㎩Pa|㎪kPa|㎫MPa|㎬GPa|㎭rad|㎮rad/s|㎯rad/s2|㎰ps|㎱ns|"
    U"㎲μs|㎳ms|㎴pV|㎵nV|㎶μV|㎷mV|㎸kV|㎹MV|㎺pW|㎻nW|㎼μW|㎽mW|㎾kW|㎿MW|㏀kΩ|㏁MΩ|㏂a.m.|㏃Bq|㏄cc|㏅cd|㏆C/kg|㏇Co.|"
    U"㏈dB|㏉Gy|㏊ha|㏋HP|㏌in|㏍KK|㏎KM|㏏kt|㏐lm|㏑ln|㏒log|㏓lx|㏔mb|㏕mil|㏖mol|㏗PH|㏘p.m.|㏙PPM|㏚PR|㏛sr|㏜Sv|㏝Wb|"
    U"㏞V/m|㏟A/"
    U"m|㏠1日|㏡2日|㏢3日|㏣4日|㏤5日|㏥6日|㏦7日|㏧8日|㏨9日|㏩10日|㏪11日|㏫12日|㏬13日|㏭14日|㏮15日|㏯16日|㏰17日|㏱18日|"
    U"㏲19日|"
    U"㏳20日|㏴21日|㏵22日|㏶23日|㏷24日|㏸25日|㏹26日|㏺27日|㏻28日|㏼29日|㏽30日|㏾31日|㏿gal|ﬀff|ﬁfi|ﬂfl|ﬃffi|ﬄffl|︙...|︰.."
    U"|";

}  // namespace claimpack::core::width_forms
