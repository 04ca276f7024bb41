#include "core/text.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "core/width_forms.hpp"

namespace claimpack::core {

namespace {

constexpr char32_t replacement = 0xFFFD;

bool continues(unsigned char byte) { return (byte & 0xC0) == 0x80; }

// Length of the well-formed sequence at `at` and its code point; length 1 and U+FFFD where it is ill-formed.
struct Decoded {
  char32_t c;
  std::size_t length;
};

Decoded decode(std::string_view s, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(s[at + i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return {first, 1};
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || at + length > s.size()) return {replacement, 1};
  char32_t c = first & (0xFF >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if (!continues(byte(i))) return {replacement, 1};
    c = (c << 6) | (byte(i) & 0x3F);
  }
  const bool overlong = (length == 3 && c < 0x800) || (length == 4 && c < 0x10000);
  if (overlong || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) return {replacement, 1};
  return {c, length};
}

void append(std::string& out, char32_t c) {
  if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) c = replacement;
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | (c >> 6));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | (c >> 12));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | (c >> 18));
    out += static_cast<char>(0x80 | ((c >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
}

// One cell for every character of the basic plane: 0 stays, else the plain character; `many` asks the longer forms.
struct FoldTable {
  static constexpr char16_t many = 0xFFFF;
  std::array<char16_t, 0x10000> plain{};
  std::unordered_map<char32_t, std::u32string> longer;

  FoldTable() {
    const auto set = [&](char32_t from, char32_t to) {
      if (from == to) return;
      if (to < many) {
        plain[from] = static_cast<char16_t>(to);
      } else {
        plain[from] = many;
        longer[from] = std::u32string(1, to);
      }
    };
    for (char32_t c = 0xFF01; c <= 0xFF5E; ++c) set(c, c - 0xFF01 + 0x21);
    for (std::size_t i = 0; i < width_forms::kangxi.size(); ++i) set(0x2F00 + char32_t(i), width_forms::kangxi[i]);
    for (std::size_t i = 0; i < width_forms::ideographs.size(); ++i) set(0xF900 + char32_t(i), width_forms::ideographs[i]);
    for (std::size_t i = 0; i + 1 < width_forms::pairs.size(); i += 2) set(width_forms::pairs[i], width_forms::pairs[i + 1]);
    std::u32string_view rest = width_forms::longer;
    while (!rest.empty()) {
      const std::size_t end = rest.find(U'|');
      plain[rest[0]] = many;
      longer[rest[0]] = std::u32string(rest.substr(1, end - 1));
      rest.remove_prefix(end + 1);
    }
  }
};

// The sink takes one character at a time, so that UTF-8 needs no copy in UTF-32.
template <class Sink>
void fold_one(const FoldTable& table, char32_t c, Sink sink) {
  const char16_t to = c < 0x10000 ? table.plain[c] : 0;
  if (to == 0) {
    sink(c);
  } else if (to != FoldTable::many) {
    sink(to);
  } else {
    for (const char32_t part : table.longer.at(c)) sink(part);
  }
}

const FoldTable& fold_table() {
  static const FoldTable table;
  return table;
}

bool all_ascii(std::string_view s) {
  return std::all_of(s.begin(), s.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Traditional or variant, common; characters of names, hospitals, amounts and the headings of old forms.
constexpr std::u32string_view variants =
    U"萬万億亿圓元圆元貳贰貮贰弍贰參叁叄叁参参陸陆兩两○〇壹壹拾拾閩闽廈厦門门東东廣广慶庆雲云貴贵陝陕寧宁遼辽龍龙鳳凤"
    U"張张陳陈劉刘楊杨趙赵黃黄吳吴孫孙馬马許许鄧邓馮冯蕭萧蔣蒋葉叶閻阎鍾钟譚谭陽阳範范鄒邹鄭郑賴赖龔龚顧顾錢钱湯汤溫温"
    U"賀贺韓韩羅罗盧卢蘇苏呂吕魯鲁鄔邬鄺邝凱凯華华麗丽蘭兰榮荣國国偉伟傑杰輝辉輪轮聰聪強强勝胜勇勇軍军紅红綠绿藍蓝"
    U"靜静瓊琼瑩莹瑪玛環环權权歡欢樂乐樹树橋桥歲岁歷历殘残氣气漢汉潔洁濟济濤涛瀾澜為为無无爾尔獎奖獻献璽玺畫画"
    U"發发盡尽眾众監监碼码禮礼稱称種种穎颖窮穷競竞筆笔節节築筑簡简糧粮級级組组結结給给統统經经維维編编緣缘縣县"
    U"總总績绩織织繳缴繼继續续罷罢義义習习聖圣聯联職职腦脑腫肿臟脏臨临與与興兴舉举舊旧藝艺藥药蕓芸處处號号衛卫"
    U"裝装補补製制複复見见規规親亲覺觉觀观計计訂订記记設设診诊註注評评詞词試试話话該该詳详誌志語语誠诚說说調调請请"
    U"論论證证識识護护變变讓让豐丰負负財财貨货責责費费資资賓宾賢贤質质賬账購购贊赞車车軟软載载輔辅輕轻輸输轉转辦办"
    U"農农運运過过達达遠远適适選选還还邊边郵邮鄉乡醫医釋释鈉钠鈣钙鉀钾銀银銘铭銷销鋒锋錄录錦锦鎮镇鏡镜鐵铁鑫鑫長长"
    U"開开間间關关防防陰阴險险隊队階阶際际陳陈雙双雜杂離离難难電电霧雾靈灵韻韵頁页項项順顺預预領领頭头題题額额類类"
    U"風风飛飞飲饮養养餘余驗验體体鮮鲜鴻鸿鵬鹏鶴鹤麥麦點点齊齐齡龄個个們们價价儀仪億亿優优內内冊册凍冻別别劑剂劃划"
    U"動动務务勞劳區区協协單单卻却參参員员問问啟启喬乔嚴严團团園园圖图執执報报場场塵尘壓压壯壮壽寿備备夢梦奪夺婦妇"
    U"媽妈學学孫孙實实審审寫写寬宽寶宝將将專专尋寻對对導导屆届層层島岛嶺岭師师帳帐幫帮幹干應应從从復复徵征德德恆恒"
    U"惠惠愛爱態态慮虑憑凭懷怀戰战戶户戸户採采掃扫損损換换撥拨擇择據据擔担擴扩收收攝摄數数斷断時时晉晋曉晓暈晕書书會会"
    U"極极楨桢構构標标樣样檢检櫃柜欽钦歐欧殺杀減减測测滿满潤润澤泽濕湿灣湾災灾熱热燈灯燒烧營营療疗癥症病病盤盘睏困"
    U"隻只產产異异當当畢毕疊叠登登髮发黨党雞鸡骨骨麼么"
    U"買买遜逊賣卖謝谢竇窦韋韦龐庞貝贝談谈紀纪閔闵賈贾婁娄顏颜駱骆諸诸鈕钮麴曲儲储巖岩聞闻貢贡莊庄魚鱼鞏巩"
    U"厙厍聶聂闞阚饒饶須须荊荆遊游蓋盖艷艳鋼钢銳锐鈞钧閃闪願愿飄飘馳驰駿骏騰腾驚惊鳴鸣鷹鹰龜龟亞亚倫伦傳传"
    U"傷伤僑侨儉俭兒儿則则剛刚創创劍剑勵励勳勋勻匀匯汇喚唤嘆叹嘯啸嚮向堅坚塊块墊垫墳坟壇坛奧奥妝妆婭娅嬋婵"
    U"嬌娇嬰婴孌娈屬属岡冈峽峡崢峥嶸嵘巔巅幣币帥帅庫库廠厂廳厅彥彦彎弯後后徑径徹彻悅悦悶闷惱恼憐怜憲宪懇恳"
    U"戀恋拋抛揚扬搖摇摯挚撫抚擁拥敵敌曠旷曬晒條条來来槍枪樓楼機机歸归殼壳毀毁決决沖冲沒没況况洶汹浹浃淚泪"
    U"淨净淵渊淺浅渾浑湊凑溝沟滅灭滬沪漣涟漸渐漿浆濱滨灤滦烏乌煉炼煙烟熾炽燦灿爍烁爐炉爭争爺爷牽牵獅狮獨独"
    U"獲获現现瑋玮睜睁矚瞩礦矿礎础禎祯穀谷穌稣積积穩稳簫箫籃篮納纳紋纹純纯紗纱紛纷細细紳绅紹绍終终絕绝絡络"
    U"絲丝綱纲網网綺绮綿绵緊紧緒绪緩缓緯纬練练縱纵繡绣繩绳纓缨翹翘聲声肅肃臉脸艙舱艱艰莖茎莢荚萊莱蔥葱薈荟"
    U"薔蔷薩萨蘆芦蘋苹虛虚蝦虾螢萤衝冲術术襯衬視视覽览討讨訓训託托訪访訴诉詩诗認认誤误課课諒谅諾诺謀谋謙谦"
    U"講讲譜谱議议讀读豔艳豬猪貓猫貪贪貫贯貿贸賜赐賞赏賦赋贏赢趕赶趨趋跡迹踐践軒轩輯辑轟轰辭辞迴回這这連连"
    U"進进違违遙遥遲迟遺遗邁迈鄰邻醬酱針针鈴铃鉛铅鉤钩鋪铺錯错鍋锅鐘钟鑑鉴鑒鉴鑰钥閒闲閣阁閱阅闆板闊阔隨随"
    U"隱隐靄霭韌韧響响頂顶頻频顆颗顯显颯飒颺飏飯饭飾饰館馆駐驻駕驾騎骑驕骄鬥斗鯉鲤鯤鲲鳥鸟鶯莺鷗鸥鸞鸾鹽盐"
    U"黴霉齒齿媧娲嫻娴嫵妩嬪嫔娛娱孃娘巒峦嵐岚峯峰崑昆崙仑晝昼暉晖暢畅曄晔枴拐棟栋棲栖楓枫櫻樱洩泄涇泾淶涞"
    U"渦涡溈沩滄沧滎荥漁渔潁颍澗涧濃浓瀅滢瀏浏瀟潇灝灏煒炜煥焕燁烨燾焘犖荦珮佩琺珐瑤瑶璉琏璣玑瓏珑皚皑碩硕"
    U"祿禄禪禅簽签籌筹紓纾紘纮紜纭絢绚緋绯綜综綸纶綽绰綾绫緻致縈萦縝缜縷缕繪绘纖纤羥羟翬翚聳耸脈脉臺台茲兹"
    U"荘庄蒞莅蓮莲蔭荫薌芗蘊蕴蟬蝉袞衮裊袅覓觅訊讯詠咏詢询詮诠詡诩誼谊諄谆諺谚謹谨譽誉豎竖貞贞賁贲賡赓贇赟"
    U"軼轶軾轼轅辕邇迩鄲郸酈郦鈺钰鉅钜鈿钿鉑铂銓铨鋁铝鋅锌錚铮錕锟鍵键鎧铠鎔镕鏗铿鐸铎鑄铸閎闳閨闺閭闾闌阑"
    U"闓闿隴陇雋隽霽霁靂雳頌颂頎颀頤颐頡颉頫俯顥颢飆飙饋馈駒驹駟驷騏骐騫骞驊骅驍骁驥骥鯨鲸鰲鳌鵑鹃鵝鹅鷺鹭"
    U"黌黉鼇鳌粵粤滙汇";

const std::unordered_map<char32_t, char32_t>& variant_map() {
  static const std::unordered_map<char32_t, char32_t> map = [] {
    std::unordered_map<char32_t, char32_t> made;
    for (std::size_t i = 0; i + 1 < variants.size(); i += 2) made.emplace(variants[i], variants[i + 1]);
    return made;
  }();
  return map;
}

}  // namespace

std::u32string to_u32(std::string_view utf8) {
  std::u32string out;
  out.reserve(utf8.size());
  for (std::size_t at = 0; at < utf8.size();) {
    const Decoded d = decode(utf8, at);
    out += d.c;
    at += d.length;
  }
  return out;
}

std::string to_utf8(std::u32string_view text) {
  std::string out;
  out.reserve(text.size() * 3);
  for (const char32_t c : text) append(out, c);
  return out;
}

std::string to_utf8(char32_t c) {
  std::string out;
  append(out, c);
  return out;
}

bool is_han(char32_t c) {
  return (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFD) || c == U'〇';
}

bool is_blank(char32_t c) {
  if (c <= 0x20) return c == 0x20 || (c >= 0x09 && c <= 0x0D);
  if (c < 0x1680) return c == 0x85 || c == 0xA0;
  return c == 0x3000 || (c >= 0x2000 && c <= 0x200F) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x2060 ||
         c == 0xFEFF || c == 0x1680 || c == 0x180E;
}

std::u32string fold_width(std::u32string_view text) {
  const FoldTable& table = fold_table();
  std::u32string out;
  out.reserve(text.size());
  for (const char32_t c : text) fold_one(table, c, [&](char32_t plain) { out += plain; });
  return out;
}

std::string fold_width(std::string_view utf8) {
  if (all_ascii(utf8)) return std::string(utf8);
  const FoldTable& table = fold_table();
  std::string out;
  out.reserve(utf8.size());
  for (std::size_t at = 0; at < utf8.size();) {
    const Decoded d = decode(utf8, at);
    if (d.length == 1 && d.c != replacement) out += utf8[at];
    else fold_one(table, d.c, [&](char32_t plain) { append(out, plain); });
    at += d.length;
  }
  return out;
}

std::string without_blanks(std::string_view utf8) {
  std::string out;
  out.reserve(utf8.size());
  for (std::size_t at = 0; at < utf8.size();) {
    const Decoded d = decode(utf8, at);
    if (!is_blank(d.c)) out.append(utf8.substr(at, d.length));
    at += d.length;
  }
  return out;
}

std::string tidy(std::string_view utf8) {
  const std::u32string text = to_u32(utf8);
  std::u32string out;
  for (std::size_t at = 0; at < text.size();) {
    if (!is_blank(text[at])) {
      out += text[at++];
      continue;
    }
    while (at < text.size() && is_blank(text[at])) ++at;
    if (out.empty() || at == text.size()) continue;
    if (!(is_han(out.back()) && is_han(text[at]))) out += U' ';
  }
  return to_utf8(out);
}

std::string trim(std::string_view utf8) {
  std::size_t first = 0, last = 0;
  bool seen = false;
  for (std::size_t at = 0; at < utf8.size();) {
    const Decoded d = decode(utf8, at);
    if (!is_blank(d.c)) {
      if (!seen) first = at;
      seen = true;
      last = at + d.length;
    }
    at += d.length;
  }
  return seen ? std::string(utf8.substr(first, last - first)) : std::string();
}

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    lines.emplace_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string simplify(std::string_view utf8) {
  if (all_ascii(utf8)) return std::string(utf8);
  const auto& map = variant_map();
  std::string out;
  out.reserve(utf8.size());
  for (std::size_t at = 0; at < utf8.size();) {
    const Decoded d = decode(utf8, at);
    const auto found = map.find(d.c);
    append(out, found == map.end() ? d.c : found->second);
    at += d.length;
  }
  return out;
}

int edit_distance(std::u32string_view a, std::u32string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  std::vector<int> row(a.size() + 1);
  for (std::size_t i = 0; i <= a.size(); ++i) row[i] = static_cast<int>(i);
  for (std::size_t j = 1; j <= b.size(); ++j) {
    int corner = row[0];
    row[0] = static_cast<int>(j);
    for (std::size_t i = 1; i <= a.size(); ++i) {
      const int above = row[i];
      row[i] = std::min({above + 1, row[i - 1] + 1, corner + (a[i - 1] == b[j - 1] ? 0 : 1)});
      corner = above;
    }
  }
  return row[a.size()];
}

}  // namespace claimpack::core
