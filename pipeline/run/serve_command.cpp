// `claimpack serve`: the review station, and `watch` beside it in one process. Uploads lie in an inbox of their own under --data.
#include "run/serve_command.hpp"

#include <spdlog/spdlog.h>

#include <atomic>
#include <charconv>
#include <condition_variable>
#include <thread>
#include <utility>

#include "core/money.hpp"
#include "review/station.hpp"
#include "run/beside.hpp"
#include "run/equipment.hpp"
#include "run/page_pictures.hpp"
#include "run/revise.hpp"
#include "run/showing.hpp"
#include "run/station_contents.hpp"
#include "run/upload_door.hpp"
#include "run/version.hpp"
#include "store/store.hpp"
#include "store/system.hpp"

namespace claimpack::run {

namespace fs = std::filesystem;
using core::Error;
using core::ErrorCode;
using core::Result;

namespace {

constexpr int tend_ms = 500;

struct Address {
  std::string host;
  int port = 0;
};

// "127.0.0.1:8640", "[::1]:8640".
Result<Address> address_of(const std::string& text) {
  const auto colon = text.rfind(':');
  Address address;
  const bool parted = colon != std::string::npos && colon > 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = parted ? std::from_chars(text.data() + colon + 1, end, address.port)
                                    : std::from_chars_result{end, std::errc::invalid_argument};
  if (error != std::errc() || stop != end || address.port < 0 || address.port > 65'535)
    return Error{ErrorCode::bad_input, "This is no address to listen at", text, "Say it like 127.0.0.1:8640"};
  address.host = text.substr(0, colon);
  if (address.host.size() > 2 && address.host.front() == '[' && address.host.back() == ']')
    address.host = address.host.substr(1, address.host.size() - 2);
  return address;
}

bool is_loopback(const std::string& host) { return host == "localhost" || host == "::1" || host.compare(0, 4, "127.") == 0; }

// All that the station needs while it lives; taken down in the opposite order.
class Serving {
 public:
  Serving(const ServeOptions& options, const Common& common, const WatchPorts& ports)
      : equipment_(ports.equipment),
        common_(common),
        revisions_(ports.shelf, ports.disk, ports.equipment, ports.key, {ports.out, ports.data / "revising"}),
        pictures_(ports.shelf, ports.disk, picture_options(ports)),
        showing_(ports.shelf, ports.equipment, ports.data / "templates"),
        contents_(ports.shelf, revisions_, pictures_, showing_, common_),
        options_(options) {}

  ~Serving() {
    {
      const std::lock_guard lock(mutex_);
      stop_ = true;
      changed_.notify_all();
    }
    if (tending_.joinable()) tending_.join();
    station_.reset();
  }
  Serving(const Serving&) = delete;
  Serving& operator=(const Serving&) = delete;

  Result<core::Done> begin(const Address& address, const WatchPorts& ports) {
    auto desk = store::open_desk(ports.data, ports.disk, store::system_clock());
    if (!desk) return desk.error();
    desk_ = std::move(desk).value();
    ports.said = [this](std::int64_t claim) {
      const auto kept = desk_->corrections(claim);
      auto made = kept ? corrections_of(kept.value()) : Result<std::vector<core::Correction>>(kept.error());
      if (!made) spdlog::warn("What was said of a claim cannot be read: {}", core::sentence(made.error()));
      return made ? std::move(made).value() : std::vector<core::Correction>();
    };
    auto door = InboxDoor::open(ports.data / "uploads", ports.disk);
    if (!door) return door.error();
    door_ = std::move(door).value();
    auto opened = review::Station::open({*desk_, ports.shelf, contents_, *door_, store::system_clock(), calendar()},
                                        settings(address), [](const std::string& what) { spdlog::warn("{}", what); });
    if (!opened) return opened.error();
    station_ = std::move(opened).value();
    tell();
    tending_ = std::thread([this] { tend(); });
    return core::Done{};
  }

 private:
  static PictureOptions picture_options(const WatchPorts& ports) {
    PictureOptions options;
    options.cache = ports.data / "cache", options.work = ports.data / "drawing";
    options.limits = ports.equipment->settings.limits;
    return options;
  }

  const core::WorkCalendar& calendar() const {
    static const core::WorkCalendar none;
    const auto& notices = equipment_->knowledge.notices;
    return notices ? notices->calendar : none;
  }

  review::StationSettings settings(const Address& address) const {
    const Settings& all = equipment_->settings;
    review::StationSettings settings;
    settings.host = address.host, settings.port = address.port;
    settings.certificate = options_.certificate, settings.key = options_.key;
    settings.names = options_.names;
    settings.web = options_.web;
    settings.version = program_name, settings.language = common_.language == Language::en ? "en" : "zh";
    settings.agency_name = all.packet.agency, settings.region = common_.region.empty() ? all.region : common_.region;
    for (const auto& [id, title] : check::regions_of(*equipment_->knowledge.rules)) settings.regions.emplace_back(id, title);
    if (const auto limit = core::parse_money(options_.four_eyes)) settings.four_eyes_fen = *limit;
    const ServeSettings& serve = all.serve;
    settings.sample_share = options_.sample_share >= 0 ? options_.sample_share : serve.sample_share;
    settings.second_share = serve.second_share, settings.second_fields = serve.second_fields;
    settings.known_share = serve.known_share, settings.lease_seconds = serve.lease_seconds;
    settings.session_hours = serve.session_hours, settings.idle_minutes = serve.idle_minutes;
    settings.password_min = serve.password_length_min, settings.failures_max = serve.login_failures_max;
    settings.lock_minutes = serve.lock_minutes, settings.webhook_seconds = serve.webhook_seconds;
    settings.upload_bytes_max = std::int64_t(serve.upload_megabytes_max) << 20;
    return settings;
  }

  void tell() {
    const std::string first = station_->first_path();
    common_.out << (common_.language == Language::en ? "Review station: " : "审核工作台：") << station_->address() << "/\n";
    if (!first.empty())
      common_.out << (common_.language == Language::en ? "The first admin's account is made here, once: "
                                                       : "首次使用，请打开此链接建立管理员（仅一次）：")
                  << station_->address() << first << "\n";
    common_.out.flush();
  }

  // New packets come to the desk; decided ones that could not be made are made.
  void tend() {
    std::unique_lock lock(mutex_);
    while (!stop_) {
      lock.unlock();
      const auto done = station_->tend();
      if (!done && std::exchange(trouble_, done.error().what) != done.error().what)
        spdlog::warn("The desk waits: {}", core::sentence(done.error()));
      if (done) trouble_.clear();
      lock.lock();
      changed_.wait_for(lock, std::chrono::milliseconds(tend_ms), [this] { return stop_; });
    }
  }

  std::shared_ptr<const Equipment> equipment_;
  const Common& common_;
  RevisedClaims revisions_;
  ShelfPictures pictures_;
  ShownTemplates showing_;
  StationContents contents_;
  ServeOptions options_;
  std::unique_ptr<core::Desk> desk_;
  std::unique_ptr<InboxDoor> door_;
  std::unique_ptr<review::Station> station_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stop_ = false;
  std::string trouble_;
  std::thread tending_;
};

// web/dist beside the templates; none: the API alone.
fs::path web_of(const ServeOptions& options, const Common& common) {
  if (!options.web.empty()) return options.web;
  const auto places = find_places(common.data);
  std::error_code ignored;
  if (places && fs::exists(places.value().data / "web/dist/index.html", ignored)) return places.value().data / "web/dist";
  return {};
}

// What the command line leaves open is as the settings say.
void fill(ServeOptions& options, const ServeSettings& settings) {
  if (options.listen.empty()) options.listen = settings.listen;
  if (options.certificate.empty() && options.key.empty()) options.certificate = settings.certificate, options.key = settings.key;
  if (options.four_eyes.empty()) options.four_eyes = settings.four_eyes_amount;
  std::string name;
  for (const char c : settings.names + ",") {
    if (c != ',' && c != ' ') name += c;
    else if (!name.empty()) options.names.push_back(std::exchange(name, ""));
  }
}

}  // namespace

Exit serve_command(ServeOptions options, const Common& common) {
  const auto settings = load_settings(common.settings);
  if (!settings) return refuse(settings.error(), common);
  fill(options, settings.value().serve);
  const auto address = address_of(options.listen);
  if (!address) return refuse(address.error(), common);
  const bool tls = !options.certificate.empty() && !options.key.empty();
  if (!is_loopback(address.value().host) && !tls)
    return refuse({ErrorCode::unsafe, "Others than this machine are served over TLS only", options.listen,
                   "Name --tls-cert and --tls-key, or listen at 127.0.0.1"},
                  common);
  if (!options.four_eyes.empty() && !core::parse_money(options.four_eyes))
    return refuse({ErrorCode::bad_input, "This is no amount", options.four_eyes, "Say it like 20000.00"}, common);
  options.web = web_of(options, common);
  if (options.web.empty()) common.err << "claimpack: the page (web/dist) is not there; the API alone is served" << std::endl;
  const fs::path data = options.watch.data.empty() ? default_data() : options.watch.data;
  core::Disk& disk = disk_of(common);
  const fs::path inbox = data / "uploads" / "inbox";
  if (const auto made = core::make_folders(disk, inbox); !made) return refuse(made.error(), common);
  options.watch.data = data;
  options.watch.inboxes.insert(options.watch.inboxes.begin(), inbox);  // who stands at the counter goes first
  const Beside beside = [&](const WatchPorts& ports) -> Result<std::shared_ptr<void>> {
    auto serving = std::make_shared<Serving>(options, common, ports);
    if (const auto begun = serving->begin(address.value(), ports); !begun) return begun.error();
    return std::shared_ptr<void>(std::move(serving));
  };
  return watch_beside(options.watch, beside, common);
}

}  // namespace claimpack::run
