#include "review/server.hpp"

#include <algorithm>

#include "review/secrets.hpp"

namespace claimpack::review {

using core::Done;
using core::Result;

namespace {

constexpr const char* cookie_name = "claimpack_session";
constexpr std::int64_t session_cache_ms = 2000;
constexpr std::size_t path_bytes_max = 1000, sessions_kept_max = 5000;

// Of a Cookie header the value of ours: nothing where it is there twice, which no browser of ours sends.
std::string session_cookie(const httplib::Request& request) {
  std::string found;
  int count = 0;
  const std::string header = request.get_header_value("Cookie");
  for (std::size_t from = 0; from < header.size();) {
    auto to = std::min(header.find(';', from), header.size());
    std::string part = header.substr(from, to - from);
    part.erase(0, part.find_first_not_of(' '));
    const std::string begin = std::string(cookie_name) + "=";
    if (part.compare(0, begin.size(), begin) == 0) found = part.substr(begin.size()), ++count;
    from = to + 1;
  }
  return count == 1 && request.get_header_value_count("Cookie") == 1 ? found : "";
}

std::string lower(std::string text) {
  for (char& c : text) c = char(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

std::string without_port(const std::string& host) {
  if (!host.empty() && host.front() == '[') return host.substr(0, host.find(']') + 1);
  return host.substr(0, host.find(':'));
}

GateSettings gate_of(const StationSettings& settings) {
  GateSettings gate;
  gate.host = settings.host, gate.port = settings.port;
  gate.certificate = settings.certificate, gate.key = settings.key;
  gate.head_seconds_max = settings.head_seconds_max, gate.body_seconds_max = settings.body_seconds_max;
  return gate;
}

}  // namespace

Server::Server(const StationPorts& ports, const StationSettings& settings, std::function<void(const std::string&)> tell)
    : ports_(ports),
      settings_(settings),
      tell_(std::move(tell)),
      gate_(gate_of(settings)),
      events_(ports.clock.now_ms() * 1000) {}

Server::~Server() {
  {
    const std::lock_guard lock(stop_mutex_);
    stopping_ = true;
    stop_.notify_all();
  }
  events_.stop();
  gate_.close();
  if (delivering_.joinable()) delivering_.join();
}

Result<std::unique_ptr<Station>> Station::open(const StationPorts& ports, const StationSettings& settings,
                                               std::function<void(const std::string&)> tell) {
  auto server = std::make_unique<Server>(ports, settings, std::move(tell));
  if (const auto opened = server->open(); !opened) return opened.error();
  return std::unique_ptr<Station>(std::move(server));
}

Result<Done> Server::open() {
  if (const auto begun = begin_secrets(); !begun) return begun;
  if (!settings_.web.empty())
    if (const auto loaded = files_.load(settings_.web); !loaded) return loaded;
  const auto people = ports_.desk.people();
  if (!people) return people.error();
  if (people.value().empty()) first_token_ = new_token(), first_token_hash_ = token_hash(first_token_);
  gate_.set_payload_max_length(std::size_t(std::max(settings_.upload_bytes_max, settings_.body_bytes_max)));
  gate_.set_pre_routing_handler([this](const httplib::Request& request, httplib::Response& response) {
    if (!refuse_early(request, response)) return httplib::Server::HandlerResponse::Unhandled;
    dress(request, response);
    return httplib::Server::HandlerResponse::Handled;
  });
  gate_.set_keep_alive_max_count(1000);
  const auto plain = [this](const httplib::Request& request, httplib::Response& response) { answer(request, response, nullptr); };
  gate_.Get(".*", plain);
  gate_.Post("/api/uploads", [this](const httplib::Request& request, httplib::Response& response,
                                    const httplib::ContentReader& body) { answer(request, response, &body); });
  gate_.Post(".*", plain);
  gate_.Put(".*", plain);
  gate_.Patch(".*", plain);
  gate_.Delete(".*", plain);
  gate_.set_error_handler([this](const httplib::Request& request, httplib::Response& response) {
    if (response.body.empty() && response.status >= 400 && response.get_header_value("Content-Type").empty())
      refuse(response, {response.status, "refused", "请求不被接受", "The request is not accepted", "", ""});
    dress(request, response);
  });
  if (const auto opened = gate_.open(); !opened) return opened;
  delivering_ = std::thread([this] { deliver_all(); });
  return Done{};
}

std::string Server::address() const {
  const bool six = settings_.host.find(':') != std::string::npos;
  const std::string host = six ? "[" + settings_.host + "]" : settings_.host == "0.0.0.0" ? "127.0.0.1" : settings_.host;
  return std::string(gate_.tls() ? "https://" : "http://") + host + ":" + std::to_string(gate_.bound_port());
}

std::string Server::first_path() const {
  const std::lock_guard lock(first_mutex_);
  return first_token_.empty() ? "" : "/#/first/" + first_token_;
}

// Before a body is read: what is too large is not taken in.
bool Server::refuse_early(const httplib::Request& request, httplib::Response& response) const {
  const auto end = [&](const Refusal& refusal) {
    Gate::end_connection(response);
    refuse(response, refusal);
    return true;
  };
  const std::string length = request.get_header_value("Content-Length");
  const bool upload = request.method == "POST" && request.path == "/api/uploads";
  const std::int64_t bytes_max = upload ? settings_.upload_bytes_max : settings_.body_bytes_max;
  if (request.get_header_value_count("Content-Length") > 1 ||
      (request.has_header("Transfer-Encoding") && (!upload || request.has_header("Content-Length"))) || length.size() > 15 ||
      length.find_first_not_of("0123456789") != std::string::npos)
    return end({400, "bad_request", "请求的长度说不清", "The length of the request is not clear", "", ""});
  if (!length.empty() && std::stoll(length) > bytes_max)
    return end({413, "too_large", "内容太大", "The body is too large", std::to_string(bytes_max), "分批上传"});
  if (request.path.size() > path_bytes_max) return end({400, "bad_request", "地址太长", "The path is too long", "", ""});
  static const std::set<std::string> methods = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};
  if (!methods.count(request.method))
    return end({405, "bad_request", "不支持这种请求方式", "The method is not supported", request.method, ""});
  return false;
}

// What every answer carries.
void Server::dress(const httplib::Request& request, httplib::Response& response) const {
  const auto set = [&](const char* name, const std::string& value) {
    if (!response.has_header(name)) response.set_header(name, value);
  };
  set("Content-Security-Policy",
      "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
      "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
  set("X-Content-Type-Options", "nosniff");
  set("X-Frame-Options", "DENY");
  set("Referrer-Policy", "no-referrer");
  set("Cross-Origin-Opener-Policy", "same-origin");
  set("Cross-Origin-Resource-Policy", "same-origin");
  set("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
  if (gate_.tls()) set("Strict-Transport-Security", "max-age=31536000");
  if (request.path.compare(0, 5, "/api/") == 0 || request.path == "/metrics")
    set("Cache-Control", response.has_header("ETag") ? "private, no-cache" : "no-store");
}

void Server::answer(const httplib::Request& request, httplib::Response& response, const httplib::ContentReader* body) {
  ++requests_;
  const bool api = request.path == "/api" || request.path.compare(0, 5, "/api/") == 0 || request.path == "/metrics";
  try {
    check_host(request);
    if (api) {
      answer_api(request, response, body);
    } else {
      const PageFile* file = request.method == "GET" || request.method == "HEAD" ? files_.find(request.path) : nullptr;
      if (!file) throw not_found();
      response.set_header("ETag", "\"" + file->etag + "\"");
      response.set_header("Cache-Control", file->lasting ? "public, max-age=31536000, immutable" : "no-cache");
      if (request.get_header_value("If-None-Match") == "\"" + file->etag + "\"") response.status = 304;
      else response.status = 200, response.set_content(file->bytes, file->type.c_str());
    }
  } catch (const Refusal& refused) {
    ++refused_;
    if (body) Gate::end_connection(response);  // what is left of it is not read
    refuse(response, refused);
  } catch (const std::exception& thrown) {
    ++failed_;
    tell_(std::string("A request failed: ") + thrown.what());
    if (body) Gate::end_connection(response);
    refuse(response, {500, "failed", "程序内部出错，请重试；仍不行请联系管理员", "Something went wrong inside", "", ""});
  }
  dress(request, response);
}

// A page of another site whose name was made to lead here (DNS rebinding) calls this machine by a wrong name.
void Server::check_host(const httplib::Request& request) const {
  const std::string host = lower(request.get_header_value("Host"));
  const std::string name = without_port(host);
  const bool known =
      name == "localhost" || name == "127.0.0.1" || name == "[::1]" || name == lower(settings_.host) ||
      std::any_of(settings_.names.begin(), settings_.names.end(), [&](const std::string& each) { return lower(each) == name; });
  if (!known || request.get_header_value_count("Host") != 1)
    throw Refusal{400,
                  "host",
                  "地址不对：请用本机的地址打开",
                  "This station is not called by this name",
                  "Host",
                  "Name it in the settings: serve.names"};
}

std::optional<Asker> Server::asker_of(const httplib::Request& request, bool used) {
  const std::string token = session_cookie(request);
  if (token.size() != 43) return std::nullopt;
  const std::string hash = token_hash(token);
  const std::int64_t steady = ports_.clock.steady_ms();
  const std::int64_t idle_ms_max = settings_.idle_minutes * 60'000LL;
  {
    const std::lock_guard lock(sessions_mutex_);
    const auto found = sessions_.find(hash);
    if (found != sessions_.end() && steady - found->second.used_ms > idle_ms_max) return std::nullopt;
    if (found != sessions_.end() && steady - found->second.checked_ms < session_cache_ms) {
      if (used) found->second.used_ms = steady;
      return found->second.asker;
    }
  }
  const auto session = take(ports_.desk.session(hash));
  if (!session || session->ended_at_ms || now() - session->started_at_ms > settings_.session_hours * 3'600'000LL)
    return std::nullopt;
  for (const core::Person& each : take(ports_.desk.people()))
    if (each.id == session->person && each.active) {
      const std::lock_guard lock(sessions_mutex_);
      if (sessions_.size() > sessions_kept_max)
        std::erase_if(sessions_, [&](const auto& kept) {  // over by their age, whoever asks
          return now() - kept.second.started_ms > settings_.session_hours * 3'600'000LL;
        });
      Seen& seen = sessions_[hash];
      seen.asker = {each, token}, seen.started_ms = session->started_at_ms;
      if (used || seen.used_ms == 0) seen.used_ms = steady;
      seen.checked_ms = steady;
      return seen.asker;
    }
  return std::nullopt;
}

// Somebody's rights have changed: everybody is looked up anew.
void Server::forget_sessions() {
  const std::lock_guard lock(sessions_mutex_);
  for (auto& [hash, seen] : sessions_) seen.checked_ms = -session_cache_ms;
}

void Server::check_forgery(Call& call) const {
  if (call.request.method == "GET" || call.request.method == "HEAD") return;
  const std::string origin = call.request.get_header_value("Origin");
  if (!origin.empty()) {
    const auto scheme = origin.find("://");
    const std::string host = scheme == std::string::npos ? "" : origin.substr(scheme + 3);
    if (lower(host) != lower(call.request.get_header_value("Host")))
      throw Refusal{403, "origin", "请求来自别的网站，已拒绝", "The request comes from another site", "Origin", ""};
  }
  if (is_public(*call.endpoint)) return;
  if (!same_text(call.request.get_header_value("X-CSRF-Token"), csrf_of(call.asker.token)))
    throw Refusal{403, "csrf", "请求缺少本次登录的校验码，请重新载入页面", "X-CSRF-Token is not this session's", "", ""};
}

void Server::read_body(Call& call) const {
  const auto& request = call.request;
  if (request.method == "GET" || request.method == "HEAD" || request.body.empty()) return;
  const std::string type = lower(request.get_header_value("Content-Type"));
  if (type.substr(0, type.find(';')) != "application/json")
    throw Refusal{415, "content_type", "内容类型应为 application/json", "Content-Type must be application/json", "", ""};
  auto json = parsed(request.body);
  if (!json || !json->is_object()) throw Refusal{400, "bad_request", "内容不是 JSON 对象", "The body is no JSON object", "", ""};
  call.body = std::move(*json);
}

// Scanners see of a claim only what they brought in themselves.
void Server::check_object(Call& call) {
  if (call.endpoint->object == Endpoint::Object::none) return;
  const bool by_name = std::string(call.endpoint->path).find("{name}/done") != std::string::npos;
  std::string folder;
  if (by_name) folder = call.parts[0];
  else folder = take(ports_.desk.desk_claim(call.number(0))).name;
  if (!call.asker.is(core::Role::scanner) || call.endpoint->object != Endpoint::Object::own_upload) return;
  if (!by_name) {
    const auto claim = take(ports_.shelf.claim(call.number(0)));
    folder = claim.folder;
    const bool notice = call.parts.size() < 2 || call.parts[1] == "notice.pdf" ||
                        std::string(call.endpoint->path).find("/files/") == std::string::npos;
    if (!notice) throw Refusal{403, "forbidden", "窗口人员只能取一次性告知书", "Scanners may fetch the notice only", "", ""};
  }
  if (!take(ports_.desk.uploaded_by(folder, call.asker.id())))
    throw Refusal{403, "forbidden", "这件案卷不是您收的", "This claim was brought in by somebody else", "", ""};
}

void Server::note(const Call& call, std::int64_t claim, const std::string& verb, const std::string& detail) {
  take(ports_.desk.note({call.asker.id(), claim, verb, detail}));
}

// Once for each session, claim and file.
void Server::look_is_logged(Call& call) {
  if (!call.endpoint->log_look) return;
  const std::string what = call.parts.size() > 1 ? call.parts[1] : "";
  {
    const std::lock_guard lock(sessions_mutex_);
    if (!sessions_[token_hash(call.asker.token)].logged.insert(call.parts[0] + "/" + what).second) return;
  }
  note(call, call.number(0), "saw", what);
}

void Server::answer_api(const httplib::Request& request, httplib::Response& response, const httplib::ContentReader* body) {
  const Match found = match(request.method, request.path);
  Call call{request, response, found.endpoint, found.parts};
  const bool open = found.endpoint && is_public(*found.endpoint);
  const bool local_metrics =
      found.endpoint && request.path == "/metrics" && (request.remote_addr == "127.0.0.1" || request.remote_addr == "::1");
  if (auto asker = open ? std::nullopt : asker_of(request)) call.asker = std::move(*asker);
  else if (!open && !local_metrics) throw Refusal{401, "login", "请先登录", "Log in first", "", ""};
  if (!found.endpoint) {
    if (found.other_method)
      throw Refusal{405, "bad_request", "不支持这种请求方式", "This path has no such method", request.method, ""};
    throw not_found();
  }
  if (!open && !local_metrics && !may(*found.endpoint, call.asker.person.role))
    throw Refusal{403, "forbidden", "您的角色不能做这件事", "Your role may not do this", core::name_of(call.asker.person.role),
                  ""};
  check_forgery(call);
  check_object(call);
  if (body) return upload(request, response, call, *body);
  read_body(call);
  look_is_logged(call);
  (this->*handlers().at(std::string(found.endpoint->method) + " " + found.endpoint->path))(call);
}

const std::map<std::string, Server::Handler>& Server::handlers() {
  static const std::map<std::string, Handler> all = {
      {"GET /api/health", &Server::health},
      {"GET /api/openapi.json", &Server::openapi},
      {"POST /api/first-admin", &Server::first_admin},
      {"POST /api/login", &Server::login},
      {"POST /api/logout", &Server::logout},
      {"GET /api/session", &Server::session},
      {"POST /api/session/password", &Server::change_password},
      {"GET /api/people", &Server::list_people},
      {"POST /api/people", &Server::add_person},
      {"PATCH /api/people/{id}", &Server::change_person},
      {"GET /api/queue", &Server::queue},
      {"POST /api/queue/next", &Server::next},
      {"POST /api/claims/{id}/lease", &Server::take_lease},
      {"PUT /api/claims/{id}/lease", &Server::renew_lease},
      {"DELETE /api/claims/{id}/lease", &Server::give_back},
      {"POST /api/claims/{id}/postpone", &Server::postpone},
      {"POST /api/claims/{id}/to-senior", &Server::to_senior},
      {"POST /api/claims/{id}/priority", &Server::steer},
      {"GET /api/claims/{id}", &Server::show_claim},
      {"POST /api/claims/{id}/unmask", &Server::unmask},
      {"POST /api/claims/{id}/corrections", &Server::correct},
      {"DELETE /api/claims/{id}/corrections/{cid}", &Server::undo},
      {"POST /api/claims/{id}/submit", &Server::submit},
      {"POST /api/claims/{id}/second", &Server::second},
      {"GET /api/claims/{id}/files/{name}", &Server::file},
      {"GET /api/claims/{id}/history", &Server::history},
      {"GET /api/claims/{id}/pages/{n}/proxy.jpg", &Server::proxy},
      {"GET /api/claims/{id}/pages/{n}/tiles/{level}/{x_y}.jpg", &Server::tile},
      {"GET /api/claims/{id}/pages/{n}/crop.jpg", &Server::crop},
      {"POST /api/claims/{id}/pages/{n}/read", &Server::read_box},
      {"GET /api/claims/{id}/wall", &Server::claim_wall},
      {"GET /api/wall", &Server::wall},
      {"POST /api/uploads", &Server::no_upload},
      {"GET /api/desk", &Server::desk},
      {"POST /api/desk/{name}/done", &Server::desk_done},
      {"GET /api/events", &Server::events},
      {"GET /api/dashboard", &Server::dashboard},
      {"GET /api/quality", &Server::quality},
      {"POST /api/quality/next", &Server::next_sample},
      {"POST /api/quality/{id}", &Server::answer_sample},
      {"GET /api/rules", &Server::rules},
      {"GET /api/templates", &Server::templates},
      {"POST /api/templates/draft", &Server::draft_template},
      {"GET /api/templates/proposals", &Server::template_proposals},
      {"POST /api/templates/save", &Server::save_template},
      {"GET /api/outbox", &Server::outbox},
      {"POST /api/outbox/{id}/ack", &Server::acknowledge},
      {"GET /api/webhooks", &Server::webhooks},
      {"POST /api/webhooks", &Server::change_webhook},
      {"GET /api/webhooks/{id}/deliveries", &Server::deliveries},
      {"POST /api/webhooks/{id}/resend", &Server::resend},
      {"POST /api/webhooks/{id}/test", &Server::test_webhook},
      {"GET /api/audit", &Server::audit},
      {"POST /api/audit/verify", &Server::verify_audit},
      {"GET /metrics", &Server::metrics},
  };
  return all;
}

}  // namespace claimpack::review
