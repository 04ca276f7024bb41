// The scanning desk: uploads, each an arrival like any other, and what became of them so far.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

#include "core/dates.hpp"
#include "core/money.hpp"
#include "core/text.hpp"
#include "review/secrets.hpp"
#include "review/server.hpp"

namespace claimpack::review {

using core::Error;
using core::ErrorCode;
using core::Upload;

namespace {

constexpr std::size_t name_bytes_max = 180, files_max = 2000;

// A name for a file or folder: the last part of a path, without what a disk or a terminal takes for more than a letter.
std::string plain_name(const std::string& given) {
  std::string name = core::to_utf8(core::to_u32(given));
  std::replace(name.begin(), name.end(), '\\', '/');
  name = core::trim(name.substr(name.rfind('/') + 1));
  for (char& c : name)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f || std::string(":*?\"<>|").find(c) != std::string::npos) c = '_';
  while (name.size() > name_bytes_max) name = core::to_utf8(core::to_u32(name).substr(1));  // its ending stays
  if (!name.empty() && name.front() == '.') name.front() = '_';
  return name == "done" || name == "attention" ? name + "_" : name;
}

// A file on its way in: written as it comes, synced when it is whole.
class Coming {
 public:
  explicit Coming(std::string path) : path_(std::move(path)) {
    fd_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (fd_ < 0) fail();
  }
  ~Coming() {
    if (fd_ >= 0) ::close(fd_);
    if (!kept_) ::unlink(path_.c_str());
  }
  Coming(const Coming&) = delete;
  Coming& operator=(const Coming&) = delete;

  void add(const char* data, std::size_t size) {
    digest_.add({data, size});
    while (size > 0) {
      const auto done = ::write(fd_, data, size);
      if (done < 0 && errno != EINTR) fail();
      if (done > 0) data += done, size -= std::size_t(done), bytes_ += done;
    }
  }
  std::string finish() {
    if (::fsync(fd_) != 0) fail();
    ::close(fd_);
    fd_ = -1;
    return digest_.hex();
  }
  void kept() { kept_ = true; }
  const std::string& path() const { return path_; }
  std::int64_t bytes() const { return bytes_; }

 private:
  [[noreturn]] void fail() {
    throw refusal_of(Error{ErrorCode::disk, "An upload cannot be written", path_, "Free some disk space"});
  }
  std::string path_;
  int fd_ = -1;
  bool kept_ = false;
  std::int64_t bytes_ = 0;
  Sha256 digest_;
};

struct Part {
  std::string name;
  std::unique_ptr<Coming> file;
};

std::string new_folder(std::int64_t now_ms) {
  const std::int64_t local = now_ms / 1000 + 8 * 3600;
  const core::Date day = core::add_days({1970, 1, 1}, int(local / 86'400));
  char time[16];
  std::snprintf(time, sizeof time, "%02d%02d%02d", int(local / 3600 % 24), int(local / 60 % 60), int(local % 60));
  std::string date = core::format_date(day), tail = new_token().substr(0, 4);
  date.erase(std::remove(date.begin(), date.end(), '-'), date.end());
  for (char& c : tail)
    if (!std::isalnum(static_cast<unsigned char>(c))) c = 'x';
  return "收件-" + date + "-" + time + "-" + tail;
}

}  // namespace

void Server::no_upload(Call&) {
  throw Refusal{415, "content_type", "上传的内容类型应为 multipart/form-data", "Content-Type must be multipart/form-data", "",
                ""};
}

void Server::upload(const httplib::Request& request, httplib::Response&, Call& call, const httplib::ContentReader& body) {
  if (!request.is_multipart_form_data()) no_upload(call);
  const std::string wanted = call.query("claim");
  const std::string folder = wanted.empty() ? new_folder(now()) : plain_name(wanted);
  if (folder.empty()) throw Refusal{422, "claim", "案卷名称不可用", "The claim's name cannot be used", "claim", ""};
  const std::string region = call.query("region"), station = call.query("station").substr(0, 100);
  const bool known = take(ports_.desk.uploaded_by(folder, 0));
  if (known && call.asker.is(core::Role::scanner) && !take(ports_.desk.uploaded_by(folder, call.asker.id())))
    throw Refusal{403, "forbidden", "这件案卷不是您收的", "This claim was brought in by somebody else", "", ""};
  std::vector<Part> parts;
  std::int64_t bytes = 0;
  std::optional<Refusal> trouble;
  const auto guard = [&](const auto& act) {
    try {
      act();
    } catch (const Refusal& refused) { trouble = refused; }
    return !trouble;
  };
  const bool whole = body(
      [&](const httplib::MultipartFormData& part) {
        return guard([&] {
          if (parts.size() >= files_max)
            throw Refusal{413, "too_large", "一次上传的文件太多", "Too many files at once", "", "分批上传"};
          const std::string name = plain_name(part.filename);
          parts.push_back({name, name.empty() ? nullptr : std::make_unique<Coming>(ports_.uploads.coming() + "/" + new_token())});
        });
      },
      [&](const char* data, std::size_t size) {
        return guard([&] {
          bytes += std::int64_t(size);
          if (bytes > settings_.upload_bytes_max)
            throw Refusal{413,       "too_large", "内容太大", "The body is too large", std::to_string(settings_.upload_bytes_max),
                          "分批上传"};
          if (!parts.empty() && parts.back().file) parts.back().file->add(data, size);
        });
      });
  if (trouble) throw *trouble;
  if (!whole) throw Refusal{400, "bad_request", "上传中断，请重试", "The upload broke off", "", "重新上传"};
  Json arrivals = Json::array();
  if (!region.empty() && !known) {
    Part intake{"intake.json", std::make_unique<Coming>(ports_.uploads.coming() + "/" + new_token())};
    const std::string text = dumped({{"region", region}});
    intake.file->add(text.data(), text.size());
    const bool own = std::any_of(parts.begin(), parts.end(), [](const Part& each) { return each.name == "intake.json"; });
    if (!own) parts.push_back(std::move(intake));
  }
  for (Part& part : parts) {
    if (!part.file) continue;
    if (part.file->bytes() == 0) {
      arrivals.push_back({{"name", part.name}, {"state", "empty"}, {"digest", ""}});
      continue;
    }
    const std::string digest = part.file->finish();
    const std::string name = take(ports_.uploads.put(folder, part.name, part.file->path()));
    part.file->kept();
    Upload entry;
    entry.folder = folder, entry.file = name, entry.digest = digest, entry.station = station;
    entry.person = call.asker.id(), entry.counter = call.flag("counter");
    take(ports_.desk.uploaded(entry));
    arrivals.push_back({{"name", name}, {"state", "arrived"}, {"digest", digest}});
  }
  if (arrivals.empty()) throw Refusal{422, "files", "没有收到文件", "There is no file in it", "files", ""};
  if (call.flag("complete")) take(ports_.uploads.complete(folder));
  events_.tell("desk", dumped({{"name", folder}}));
  call.answer({{"claim", folder}, {"arrivals", std::move(arrivals)}}, 201);
}

void Server::desk_done(Call& call) {
  const std::string folder = plain_name(call.parts[0]);
  if (!take(ports_.desk.uploaded_by(folder, 0))) throw not_found();
  take(ports_.uploads.complete(folder));
  note(call, take(ports_.desk.claim_of_folder(folder)), "desk done", folder);
  events_.tell("desk", dumped({{"name", folder}}));
  call.answer({{"ok", true}});
}

void Server::desk(Call& call) {
  const bool own = call.asker.is(core::Role::scanner);
  const auto uploads =
      take(ports_.desk.uploads(call.query("station"), own ? call.asker.id() : 0, int(call.query("limit", 20, 1, 200))));
  const auto people = people_by_id();
  std::vector<std::string> order;
  std::map<std::string, std::vector<Upload>> by_folder;
  for (const Upload& each : uploads) {
    if (!by_folder.count(each.folder)) order.push_back(each.folder);
    by_folder[each.folder].push_back(each);
  }
  Json claims = Json::array();
  for (const std::string& folder : order) claims.push_back(desk_claim_json(folder, by_folder[folder], people));
  call.answer({{"claims", std::move(claims)}});
}

Json Server::desk_claim_json(const std::string& folder, const std::vector<Upload>& uploads,
                             const std::map<std::int64_t, core::Person>& people) {
  const std::int64_t claim = take(ports_.desk.claim_of_folder(folder));
  std::map<std::string, core::Arrival> by_digest;
  Json json = {{"claim", claim ? Json(claim) : Json(nullptr)},
               {"name", folder},
               {"station", uploads.front().station},
               {"work", "open"},
               {"uploaded_by", ""},
               {"at", uploads.front().at_ms},
               {"files", Json::array()},
               {"pages", Json::array()},
               {"missing", Json::array()},
               {"gaps", Json::array()},
               {"outcome", nullptr},
               {"region_title", ""},
               {"claim_type", ""},
               {"amount", ""},
               {"notice", false}};
  if (const auto who = people.find(uploads.front().person); who != people.end()) json["uploaded_by"] = who->second.name;
  if (claim) {
    json["work"] = core::name_of(take(ports_.shelf.claim(claim)).state);
    for (core::Arrival& each : take(ports_.desk.arrivals_of(claim))) by_digest[each.digest] = std::move(each);
  }
  for (auto at = uploads.rbegin(); at != uploads.rend(); ++at) {
    const auto found = by_digest.find(at->digest);
    json["files"].push_back({{"name", at->file},
                             {"state", found == by_digest.end() ? "coming" : core::name_of(found->second.state)},
                             {"digest", at->digest},
                             {"reason", found == by_digest.end() ? "" : found->second.reason}});
  }
  if (claim) add_contents(json, claim);
  return json;
}

// What is known since the pages were read: kinds, advice, and what is missing while the claimant is still there.
void Server::add_contents(Json& json, std::int64_t claim) {
  const auto row = ports_.desk.desk_claim(claim);
  if (!row) return;  // not read yet
  const Kept known = kept(row.value());
  const Json pages = parsed(known.view->pages_json).value_or(Json::array());
  const Json& content = *known.claim;
  int n = 0;
  for (const Json& page : pages) {
    Json shown = {{"n", ++n}, {"file", ""}, {"page", 1}, {"kind", ""}, {"title", ""}, {"blank", false}, {"advice", ""}};
    for (const char* name : {"file", "page", "kind", "title", "blank", "advice", "set_aside"})
      if (page.contains(name)) shown[name] = page.at(name);
    json["pages"].push_back(std::move(shown));
  }
  for (const Json& each : content.value("checklist", Json::array()))
    if (each.value("status", "") == "missing")
      json["missing"].push_back(
          {{"requirement", each.value("requirement", "")}, {"title", each.value("title", "")}, {"rule", each.value("rule", "")}});
  for (const Json& each : content.value("findings", Json::array())) {
    const std::string rule = each.value("rule", "");
    // Pages of a list that count "k of n".
    if (rule.find("list.pages") != std::string::npos && each.value("severity", "") == "supplement")
      json["gaps"].push_back(masked_text(each.value("message", "")));
  }
  const auto files = ports_.contents.files(claim);
  json["outcome"] = row.value().outcome;
  json["region_title"] = region_title(row.value()), json["claim_type"] = row.value().claim_type;
  json["amount"] = row.value().amount_fen < 0 ? "" : core::format_money(row.value().amount_fen);
  json["notice"] = files && std::count(files.value().begin(), files.value().end(), "notice.pdf") > 0;
}

void Server::file(Call& call) {
  const std::string& name = call.parts[1];
  const auto files = take(ports_.contents.files(call.number(0)));
  if (std::find(files.begin(), files.end(), name) == files.end()) throw not_found();
  const bool pdf = name.size() > 4 && name.substr(name.size() - 4) == ".pdf";
  std::string bytes = take(ports_.contents.file(call.number(0), name));
  // claim.json has everything of a person in it: as on screen.
  if (name == "claim.json" && !is_unmasked(call, call.number(0))) bytes = dumped(masked(parsed(bytes).value_or(Json::object())));
  call.response.set_header("Content-Disposition",
                           std::string(pdf && call.flag("inline") ? "inline" : "attachment") + "; filename=\"" + name + "\"");
  call.answer_bytes(bytes, pdf ? "application/pdf" : name == "claim.json" ? "application/json" : "application/octet-stream");
}

}  // namespace claimpack::review
