#include "receive/receive.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <system_error>
#include <utility>

#include "receive/archive.hpp"
#include "receive/content.hpp"
#include "receive/digest.hpp"
#include "receive/disk_file.hpp"
#include "receive/file_name.hpp"
#include "receive/opener.hpp"
#include "receive/scan_file.hpp"

namespace claimpack::receive {

namespace fs = std::filesystem;
using core::Error;
using core::ErrorCode;

namespace {

constexpr std::int64_t intake_bytes_max = 1 << 20;
const std::string intake_name = "intake.json";

std::string reason_zh(const Error& error) {
  switch (error.code) {
    case ErrorCode::unreadable: return "无法读取";
    case ErrorCode::unsupported: return "不支持的文件类型";
    case ErrorCode::damaged: return "文件损坏或不完整";
    case ErrorCode::encrypted: return "文件已加密，需要密码";
    case ErrorCode::too_large: return "超出限制（页数、像素或大小）";
    case ErrorCode::unsafe: return "不安全的文件（链接或越界路径）";
    case ErrorCode::empty: return "空文件";
    case ErrorCode::timeout: return "处理超时";
    case ErrorCode::missing_part: return "缺少所需程序";
    default: return "无法处理";
  }
}

// Takes files one by one into a Received. What fails is one file, never the claim.
class Gathering {
 public:
  Gathering(const Limits& limits, Opener& opener, Received& received) : limits_(limits), opener_(opener), received_(received) {}

  void take(const ScanFile& file, bool inside_archive) {
    const auto disk = DiskFile::open(file.path, file.name);
    if (!disk) return refuse(file.name, disk.error());
    if (disk.value().size() > limits_.file_bytes_max)
      return refuse(file.name, {ErrorCode::too_large,
                                "the file has " + std::to_string(disk.value().size()) + " bytes, more than the limit of " +
                                    std::to_string(limits_.file_bytes_max),
                                file.name, "split it or raise the limit in the settings"});
    const auto digest = sha256_file(file.path);
    if (!digest) return refuse(file.name, digest.error());
    received_.inputs.push_back({file.name, digest.value()});
    if (disk.value().size() == 0)
      return refuse(file.name, {ErrorCode::empty, "the file is empty", file.name, "scan the page again"});
    const Content content = content_of(disk.value().read_at(0, head_bytes));
    if (is_scan(content)) return take_pages(file, kind_of(content));
    if (content == Content::zip) return take_archive(file, inside_archive);
    set_aside(file.name, content);
  }

  void refuse(const std::string& name, const Error& error) { received_.set_aside.push_back({name, reason_zh(error), error}); }
  void note(const std::string& name, const std::string& reason) { received_.set_aside.push_back({name, reason, std::nullopt}); }
  const std::optional<Error>& intake_fault() const { return intake_fault_; }

  void take_intake(const ScanFile& file) {
    const auto digest = sha256_file(file.path);
    const auto bytes = read_whole(file.path, file.name, intake_bytes_max);
    if (!digest || !bytes) {
      intake_fault_ = digest ? bytes.error() : digest.error();
      return;
    }
    received_.inputs.push_back({file.name, digest.value()});
    auto intake = parse_intake(std::string(bytes.value().begin(), bytes.value().end()), file.name);
    if (intake) received_.intake = std::move(intake).value();
    else intake_fault_ = intake.error();
  }

 private:
  void take_pages(const ScanFile& file, FileKind kind) {
    auto opened = opener_.open(file, kind, limits_, ofd_bytes_left_);
    if (!opened) return refuse(file.name, opened.error());
    Pages& pages = opened.value().pages;
    ofd_bytes_left_ -= opened.value().unpacked_bytes;
    if (int(received_.pages.size() + pages.size()) > limits_.claim_pages_max)
      return refuse(file.name,
                    {ErrorCode::too_large,
                     "with this file the claim has more pages than the limit of " + std::to_string(limits_.claim_pages_max),
                     file.name, "split the claim or raise the limit in the settings"});
    for (auto& page : pages) received_.pages.push_back(std::move(page));
  }

  void take_archive(const ScanFile& file, bool inside_archive) {
    auto unpacked = opener_.unpack(file, limits_, !inside_archive);
    if (!unpacked) return refuse(file.name, unpacked.error());
    const Archive& archive = unpacked.value();
    if (archive.kind == Archive::Kind::ofd) return take_pages(file, FileKind::ofd);
    if (inside_archive)
      return refuse(file.name, {ErrorCode::unsupported, "an archive inside an archive is not opened", file.name,
                                "unpack it and hand in its files"});
    if (archive.kind == Archive::Kind::office) return note(file.name, "不是扫描件（办公文档）");
    const std::string prefix = archive_prefix_ ? file.name + "/" : "";
    for (const auto& entry : archive.set_aside) received_.set_aside.push_back({prefix + entry.file, entry.reason, entry.error});
    for (const auto& entry : archive.files) {
      const ScanFile inner{entry.path, prefix + entry.name, archive.folder};
      if (entry.name == intake_name && !archive_prefix_) take_intake(inner);
      else take(inner, true);
    }
  }

  void set_aside(const std::string& name, Content content) {
    if (content == Content::other_picture)
      return refuse(name, {ErrorCode::unsupported, "this kind of picture (GIF, WebP, HEIC, JPEG 2000) is not taken", name,
                           "save it as JPEG or PNG"});
    if (content == Content::other_archive)
      return refuse(name,
                    {ErrorCode::unsupported, "this kind of archive is not opened", name, "unpack it and hand in its files"});
    if (named_like_scan(name))
      return refuse(name, {ErrorCode::unsupported, "the file is named like a scan but holds none", name, "scan the page again"});
    switch (content) {
      case Content::text: return note(name, "不是扫描件（文本）");
      case Content::json: return note(name, "不是扫描件（数据文件）");
      case Content::office: return note(name, "不是扫描件（办公文档）");
      default: return note(name, "不是扫描件");
    }
  }

  const Limits& limits_;
  Opener& opener_;
  Received& received_;
  std::optional<Error> intake_fault_;
  std::int64_t ofd_bytes_left_ = limits_.unpacked_bytes_max;

 public:
  // Files of an archive that lies in a claim folder are named "archive.zip/…"; where the archive is the claim, plainly.
  bool archive_prefix_ = true;
};

core::Result<Received> receive_folder(const fs::path& folder, const std::string& name, const Limits& limits, Opener& opener) {
  std::vector<fs::path> entries;
  std::error_code failure;
  for (fs::directory_iterator it(folder, failure), end; !failure && it != end; it.increment(failure))
    entries.push_back(it->path());
  if (failure) return Error{ErrorCode::unreadable, "the folder cannot be read", name, "check the folder's rights"};
  std::sort(entries.begin(), entries.end(),
            [](const fs::path& a, const fs::path& b) { return natural_less(a.filename().string(), b.filename().string()); });
  Received received;
  Gathering gathering(limits, opener, received);
  for (const auto& path : entries) {
    const std::string entry = utf8_name(path.filename().string());
    if (is_leftover(path.filename().string())) continue;
    std::error_code ignored;
    if (fs::is_directory(fs::symlink_status(path, ignored))) gathering.note(entry, "子文件夹，另作一件处理");
    else if (entry == intake_name) gathering.take_intake({path, entry, nullptr});
    else gathering.take({path, entry, nullptr}, false);
  }
  if (gathering.intake_fault()) return *gathering.intake_fault();
  return received;
}

}  // namespace

core::Result<Received> receive(const ClaimSource& source, const Limits& limits, Opener* opener) {
  Opener here;
  if (opener == nullptr) opener = &here;
  const std::string name = utf8_name(source.path.filename().string());
  std::error_code failure;
  const auto status = fs::symlink_status(source.path, failure);
  if (fs::is_symlink(status))
    return Error{ErrorCode::unsafe, "a symbolic link is not followed", name, "put the folder or file itself in its place"};
  if (!fs::exists(status)) return Error{ErrorCode::unreadable, "the path does not exist", name, "check the name"};
  if (fs::is_directory(status)) return receive_folder(source.path, name, limits, *opener);
  Received received;
  Gathering gathering(limits, *opener, received);
  gathering.archive_prefix_ = false;
  gathering.take({source.path, name, nullptr}, false);
  if (gathering.intake_fault()) return *gathering.intake_fault();
  return received;
}

core::Result<Received> receive_files(const std::vector<fs::path>& files, const Limits& limits, Opener* opener) {
  Opener here;
  if (opener == nullptr) opener = &here;
  Received received;
  Gathering gathering(limits, *opener, received);
  std::multiset<std::string> names;
  for (const auto& path : files) names.insert(path.filename().string());
  for (const auto& path : files) {
    const bool ambiguous = names.count(path.filename().string()) > 1;
    const std::string name = utf8_name(ambiguous ? path.string() : path.filename().string());
    std::error_code failure;
    const fs::path real = fs::canonical(path, failure);  // a link named by the user is meant
    gathering.take({failure ? path : real, name, nullptr}, false);
  }
  return received;
}

}  // namespace claimpack::receive
