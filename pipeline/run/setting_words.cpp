#include "run/setting_words.hpp"

#include <map>

namespace claimpack::run {

namespace {

const std::map<std::string, SettingWords>& table() {
  static const std::map<std::string, SettingWords> all = {
      {"region", {"没有写参保地的案卷用哪一套规则；空则不用", "rule set of claims that name none; empty: none", "", ""}},
      {"jobs", {"同时识别几页；0 为处理器核数", "pages read at the same time; 0: the machine's cores", "页", "pages"}},
      {"page_seconds_max",
       {"一页最多用多少处理器时间，超过即放弃该页", "processor time of a page, beyond which it is given up", "秒", "s"}},
      {"promise",
       {"免核字段中最多允许多大比例的错误；越小，需要人工看的字段越多", "share of wrong values among those accepted unseen", "",
        ""}},
      {"agency.name", {"文书上的经办机构；空则留一行手填", "the office, as letters name it; empty: a line to fill in", "", ""}},
      {"agency.address", {"文书上的地址", "its address", "", ""}},
      {"agency.phone", {"文书上的电话", "its telephone", "", ""}},
      {"agency.hours", {"办公时间", "its hours", "", ""}},
      {"agency.online", {"网上办理、查询的渠道", "its online services", "", ""}},
      {"agency.review_body", {"行政复议机关；空则按法律泛称", "who takes an appeal; empty: as the law names it", "", ""}},
      {"agency.court", {"行政诉讼的法院；空则写“有管辖权的人民法院”", "the court; empty: as the law names it", "", ""}},
      {"agency.seal",
       {"印章图片（PNG），路径从本文件所在文件夹算起；空则留出盖章处",
        "the seal, a PNG beside this file; empty: a place to seal by hand", "", ""}},
      {"agency.seal_millimetres", {"印章的直径", "the seal's diameter", "毫米", "mm"}},
      {"letters.prefix", {"文号前缀，如“厦医保”", "what the letters' numbers begin with", "", ""}},
      {"letters.supplement_days",
       {"补正期限；0 则留空手填", "days to bring what is missing; 0: a line to fill in", "工作日", "working days"}},
      {"letters.inquiry_full_id",
       {"协查函上印完整证件号码；默认隐去出生日期", "identity numbers in full on letters to hospitals", "", ""}},
      {"letters.language", {"文书的文字；空则同 --lang", "language of the letters; empty: as --lang", "", ""}},
      {"signing.key_file",
       {"给案卷签名的密钥；空则为 ~/.config/claimpack/station.key",
        "key that signs packets; empty: ~/.config/claimpack/station.key", "", ""}},
      {"reading.second_look_below",
       {"一行中最没把握的字低于此值时再读一遍；1 总是，0 从不", "a line whose weakest character is below is read again", "", ""}},
      {"reading.quick_finder",
       {"用较小的网络找行：快三倍，略欠准确", "a smaller network finds the lines: faster, less exact", "", ""}},
      {"reading.flat_lines",
       {"平整页面用形态学方法找行：更快，明细约百分之一的单元格会丢", "flat pages' lines are found without a network", "", ""}},
      {"reading.fine_width_max",
       {"每页可由精细模型重读的总宽度", "width of lines that the finer model reads again, a page", "像素", "pixels"}},
      {"reading.witness_width_max",
       {"每页可请第二意见的总宽度", "width of lines that a second reader reads, a page", "像素", "pixels"}},
      {"reading.detect_long_side",
       {"找文字行时页面的长边；越大越细，也越慢", "long side of the page where lines are found", "像素", "pixels"}},
      {"limits.pixels_max", {"一页最多多少像素", "pixels of a page", "像素", "pixels"}},
      {"limits.pages_max", {"一个文件最多多少页", "pages of a file", "页", "pages"}},
      {"limits.claim_pages_max", {"一件最多多少页", "pages of a claim", "页", "pages"}},
      {"limits.file_bytes_max", {"一个文件最大多少", "bytes of a file", "字节", "bytes"}},
      {"limits.unpacked_bytes_max", {"一个压缩包解开后最大多少", "bytes of an archive, unpacked", "字节", "bytes"}},
      {"limits.unpack_ratio_max", {"压缩包解开后与压缩前的最大比例", "unpacked to packed bytes of an archive", "倍", "times"}},
      {"limits.archive_entries_max", {"一个压缩包最多多少个文件", "files of an archive", "个", "files"}},
      {"limits.program_seconds_max", {"调用一次 PDF 工具最多多久", "time of one run of a PDF program", "秒", "s"}},
      {"watch.still_seconds", {"收件箱里的文件大小和时间多久不变才收", "a file is taken when it held still so long", "秒", "s"}},
      {"watch.quiet_seconds",
       {"文件夹多久没有新文件才算一件（有 intake.json 或 .ready 的不必等）", "a folder in which nothing came so long is a claim",
        "秒", "s"}},
      {"watch.rescan_seconds", {"至少隔多久查看一次收件箱", "the inboxes are looked at so often at least", "秒", "s"}},
      {"watch.give_up_seconds",
       {"一直不完整的文件多久后按现状收下", "a file that never ends properly is taken as it is after", "秒", "s"}},
      {"watch.supplement_days",
       {"同名文件夹多少天内再来文件算补充材料", "later files of a folder are a supplement so long", "天", "days"}},
      {"watch.attempts_max",
       {"处理某件时程序中断多少次后隔离该件", "deaths over one claim, after which it is set aside", "次", "times"}},
      {"watch.stop_seconds_max", {"停止时最多等多久", "a stop waits so long at most", "秒", "s"}},
      {"watch.move_originals",
       {"处理完后原件移入 done/、attention/；false：留在原处", "originals go to done/ or attention/ when finished", "", ""}},
      {"watch.split_patients",
       {"收件箱里散放的图片，没有分隔页时按患者分成几件", "loose pictures without separator sheets are parted by their patients",
        "", ""}},
      {"watch.free_megabytes_min",
       {"账本所在磁盘剩余空间低于此值时暂停收件，腾出空间后自动继续", "nothing is taken in while the ledger's disk has less",
        "MB", "MB"}},
      {"workers.isolation",
       {"每页在独立的受限进程中打开和识别（process）；thread 仅供调试",
        "pages are opened and read in caged processes; thread: for debugging", "", ""}},
      {"workers.pages_max", {"一个识别进程读多少页后换新", "pages that one process reads before a fresh one", "页", "pages"}},
      {"workers.memory_bytes_max",
       {"一个识别进程最多用多少内存，用到一半即换新", "memory of one process; at half of it a fresh one takes its place", "字节",
        "bytes"}},
      {"workers.without_locks",
       {"内核不支持 seccomp、Landlock 时：refuse 拒绝启动，continue 照常运行并警告", "where the kernel lacks seccomp or Landlock",
        "", ""}},
      {"serve.listen",
       {"审核台的地址；本机以外的须配证书", "where the review station listens; others than this machine need TLS", "", ""}},
      {"serve.tls_certificate", {"证书链（PEM）", "certificate chain, PEM", "", ""}},
      {"serve.tls_key", {"证书的私钥（PEM）", "its private key, PEM", "", ""}},
      {"serve.names", {"浏览器可用来称呼本机的名字，用逗号分开", "names by which browsers may call this machine", "", ""}},
      {"serve.four_eyes_amount",
       {"超过此金额的案卷须两人同意；空则不按金额", "claims above need two people; empty: none", "元", "yuan"}},
      {"serve.sample_share", {"已证字段中盲抽复看的比例", "share of accepted fields that are read again blind", "", ""}},
      {"serve.second_share",
       {"人工填写的值中由另一人再录入的比例", "share of typed values that another person types again", "", ""}},
      {"serve.second_fields",
       {"这些字段另定二次录入比例，如 total_amount 0.1, id_number 1", "fields with a share of their own, like total_amount 0.1",
        "", ""}},
      {"serve.known_share", {"抽查中混入已知答案的比例", "share of samples whose answer is known", "", ""}},
      {"serve.lease_seconds", {"打开的案卷为一人保留多久", "a claim is held for a person so long", "秒", "s"}},
      {"serve.session_hours", {"登录最长有效", "a login lasts so long", "小时", "hours"}},
      {"serve.idle_minutes", {"不操作多久后退出登录", "a login ends when nothing is done so long", "分钟", "minutes"}},
      {"serve.password_length_min", {"密码至少几个字符", "characters of a password", "字符", "characters"}},
      {"serve.login_failures_max", {"连续输错几次密码后锁定", "wrong passwords after which a login is locked", "次", "times"}},
      {"serve.lock_minutes", {"锁定多久", "and for how long", "分钟", "minutes"}},
      {"serve.upload_megabytes_max", {"一次上传最大", "size of one upload", "MB", "MB"}},
      {"serve.webhook_seconds",
       {"至少隔多久查看一次有没有要推送的", "what is to be delivered is looked for so often", "秒", "s"}},
      {"log.json",
       {"运行日志每行一个 JSON 对象（不含个人信息）", "the log is a line of JSON each, without personal data", "", ""}}};
  return all;
}

}  // namespace

const SettingWords* words_of_setting(const std::string& name) {
  const auto found = table().find(name);
  return found == table().end() ? nullptr : &found->second;
}

SettingWords words_of_section(const std::string& section) {
  static const std::map<std::string, SettingWords> titles = {{"", {"一般", "General", "", ""}},
                                                             {"agency", {"经办机构", "The office", "", ""}},
                                                             {"letters", {"文书", "Letters", "", ""}},
                                                             {"signing", {"签名", "Signing", "", ""}},
                                                             {"reading", {"识别", "Reading", "", ""}},
                                                             {"limits", {"上限（防止恶意或损坏的文件）", "Limits", "", ""}},
                                                             {"watch", {"收件箱", "Inboxes", "", ""}},
                                                             {"serve", {"审核台", "Review station", "", ""}},
                                                             {"workers", {"识别进程", "Workers", "", ""}},
                                                             {"log", {"日志", "Log", "", ""}}};
  const auto found = titles.find(section);
  return found == titles.end() ? SettingWords{"", "", "", ""} : found->second;
}

}  // namespace claimpack::run
