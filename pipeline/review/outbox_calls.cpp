// What leaves without a person: events for the pages, the outbox for the agency's core system, webhooks, the log, metrics.
#include <algorithm>

#include "review/secrets.hpp"
#include "review/server.hpp"

namespace claimpack::review {

using core::Done;
using core::Error;
using core::ErrorCode;
using core::Result;

namespace {

constexpr int deliver_once_max = 20;
constexpr std::int64_t pause_first_ms = 5'000, pause_max_ms = 3'600'000;
constexpr int event_wait_ms = 15'000;

std::int64_t pause_after(int attempts) {
  std::int64_t pause = pause_first_ms;
  for (int i = 0; i < attempts && pause < pause_max_ms; ++i) pause *= 2;
  return std::min(pause, pause_max_ms);
}

Json line_json(const core::LogLine& each) {
  return {{"id", each.id},  {"at", each.at_ms}, {"kind", each.kind}, {"subject", each.subject}, {"row", masked_text(each.row)},
          {"why", each.why}};
}

struct Address {
  std::string host, path;  // host: with its scheme and port, as httplib's client takes it
};
std::optional<Address> address_of(const std::string& url) {
  const bool safe = url.compare(0, 8, "https://") == 0;
  if ((!safe && url.compare(0, 7, "http://") != 0) || url.size() > 2000) return std::nullopt;
  const std::size_t begin = safe ? 8 : 7, slash = std::min(url.find('/', begin), url.size());
  const std::string host = url.substr(begin, slash - begin);
  const bool plain = std::all_of(url.begin(), url.end(), [](char c) { return c > 0x20 && c < 0x7f; });
  if (host.empty() || host.find('@') != std::string::npos || !plain) return std::nullopt;
  return Address{url.substr(0, slash), slash < url.size() ? url.substr(slash) : "/"};
}

}  // namespace

void Server::events(Call& call) {
  std::int64_t from = events_.last();
  const std::string last = call.request.get_header_value("Last-Event-ID");
  if (!last.empty() && last.size() < 19 && last.find_first_not_of("0123456789") == std::string::npos) from = std::stoll(last);
  call.response.status = 200;
  call.response.set_header("X-Accel-Buffering", "no");
  if (call.flag("once")) {
    bool missed = false;
    std::string text;
    for (const Event& each : events_.after(from, 0, missed)) text += as_text(each);
    return call.answer_bytes((missed ? "event: missed\ndata: {}\n\n" : "") + text, "text/event-stream; charset=utf-8");
  }
  const std::string cookie = call.request.get_header_value("Cookie");
  call.response.set_chunked_content_provider(
      "text/event-stream; charset=utf-8",
      [this, from, request = call.request, begun = false](std::size_t, httplib::DataSink& sink) mutable {
        // A session that ends takes its stream with it.
        bool goes_on = false;
        try {
          goes_on = !gate_.closing() && !events_.stopped() && asker_of(request, false).has_value();
        } catch (const Refusal&) {}
        bool missed = false;
        std::string text = begun ? "" : "retry: 2000\n: begun\n\n";
        if (goes_on) {
          for (const Event& each : events_.after(from, begun ? event_wait_ms : 0, missed)) text += as_text(each), from = each.id;
          if (missed) text = "event: missed\ndata: {}\n\n" + text, from = std::max(from, events_.last());
        }
        begun = true;
        if (text.empty()) text = ": still here\n\n";
        if (!goes_on || !sink.is_writable() || !sink.write(text.data(), text.size())) sink.done();
        return true;
      });
}

void Server::outbox(Call& call) {
  Json items = Json::array();
  std::int64_t last = call.query("after", 0, 0, INT64_MAX);
  for (const core::OutboxItem& each : take(ports_.desk.outbox(last, int(call.query("limit", 100, 1, 1000))))) {
    items.push_back({{"id", each.id},
                     {"at", each.at_ms},
                     {"kind", each.kind},
                     {"claim", each.claim},
                     {"body", parsed(each.body).value_or(Json::object())},
                     {"acked_at", each.acked_at_ms ? Json(each.acked_at_ms) : Json(nullptr)}});
    last = each.id;
  }
  call.answer({{"items", std::move(items)}, {"last", last}});
}

void Server::acknowledge(Call& call) {
  take(ports_.desk.acknowledge(call.number(0), call.asker.id()));
  call.answer({{"ok", true}});
}

void Server::webhooks(Call& call) {
  Json all = Json::array();
  for (const core::Webhook& each : take(ports_.desk.webhooks()))
    all.push_back({{"id", each.id},
                   {"url", each.url},
                   {"active", each.active},
                   {"delivered", each.delivered},
                   {"failing", each.failing},
                   {"last_error", each.last_error}});
  call.answer({{"webhooks", std::move(all)}});
}

void Server::change_webhook(Call& call) {
  if (call.body.contains("id")) {
    const std::int64_t id = call.integer("id");
    take(ports_.desk.switch_webhook(id, call.yes_or_no("active").value_or(true), call.asker.id()));
    for (const core::Webhook& each : take(ports_.desk.webhooks()))
      if (each.id == id) return call.answer({{"id", id}, {"url", each.url}, {"active", each.active}}, 201);
    throw not_found();
  }
  core::Webhook hook;
  hook.url = call.text("url", 2000), hook.secret = new_token();
  if (!address_of(hook.url))
    throw Refusal{422, "url", "地址应以 https:// 或 http:// 开头", "The address begins with https:// or http://", "url", ""};
  hook.id = take(ports_.desk.add_webhook(hook, call.asker.id()));
  call.answer({{"id", hook.id}, {"url", hook.url}, {"active", true}, {"secret", hook.secret}}, 201);
}

void Server::deliveries(Call& call) {
  Json all = Json::array();
  for (const core::KeptDelivery& each : take(ports_.desk.deliveries(call.number(0), int(call.query("limit", 50, 1, 500)))))
    all.push_back({{"id", each.id},
                   {"item", each.item},
                   {"kind", each.kind},
                   {"claim", each.claim},
                   {"at", each.at_ms},
                   {"attempts", each.attempts},
                   {"arrived_at", each.arrived_at_ms ? Json(each.arrived_at_ms) : Json(nullptr)},
                   {"next_at", each.arrived_at_ms ? Json(nullptr) : Json(each.next_at_ms)},
                   {"error", each.error}});
  call.answer({{"deliveries", std::move(all)}});
}

// {item}: that one once more, whether it has arrived or not; without: all that have not arrived, at once.
void Server::resend(Call& call) {
  const std::int64_t item = call.body.contains("item") ? call.integer("item") : 0;
  const int again = take(ports_.desk.deliver_again(call.number(0), item, call.asker.id()));
  stop_.notify_all();
  call.answer({{"again", again}});
}

// A delivery that says nothing, made while the asker waits: does somebody answer there, and how?
void Server::test_webhook(Call& call) {
  for (const core::Webhook& each : take(ports_.desk.webhooks())) {
    if (each.id != call.number(0)) continue;
    core::Delivery trial;
    trial.webhook = each.id, trial.url = each.url, trial.secret = each.secret;
    trial.kind = "test", trial.body = "{}", trial.at_ms = now();
    const auto sent = deliver(trial);
    note(call, 0, "webhook tried", each.url);
    return call.answer({{"arrived", sent.ok()}, {"error", sent ? "" : sent.error().what}});
  }
  throw not_found();
}

// Signed as "t=TIME,v1=HMAC of TIME.BODY": who listens can tell that it is ours, and not an old one played again.
Result<Done> Server::deliver(const core::Delivery& delivery) {
  const auto address = address_of(delivery.url);
  if (!address) return Error{ErrorCode::bad_input, "The address cannot be used", delivery.url, ""};
  const std::string body = dumped({{"id", delivery.item},
                                   {"kind", delivery.kind},
                                   {"at", delivery.at_ms},
                                   {"body", parsed(delivery.body).value_or(Json::object())}});
  const std::string time = std::to_string(now() / 1000);
  httplib::Client client(address->host);
  client.set_connection_timeout(5);
  client.set_read_timeout(10);
  client.set_write_timeout(10);
  const httplib::Headers headers = {
      {"X-Claimpack-Signature", "t=" + time + ",v1=" + hmac_hex(delivery.secret, time + "." + body)},
      {"X-Claimpack-Delivery", std::to_string(delivery.item)}};
  const auto answer = client.Post(address->path.c_str(), headers, body, "application/json");
  if (!answer) return Error{ErrorCode::failed, "Nobody answers there: " + httplib::to_string(answer.error()), delivery.url, ""};
  if (answer->status < 200 || answer->status > 299)
    return Error{ErrorCode::failed, "It answered " + std::to_string(answer->status), delivery.url, ""};
  return Done{};
}

void Server::deliver_all() {
  std::unique_lock lock(stop_mutex_);
  while (!stopping_) {
    lock.unlock();
    bool more = false;
    if (const auto due = ports_.desk.due(now(), deliver_once_max)) {
      more = int(due.value().size()) == deliver_once_max;
      std::set<std::int64_t> silent;  // webhooks that did not answer just now
      for (const core::Delivery& each : due.value()) {
        if (silent.count(each.webhook) || gate_.closing()) continue;
        const auto sent = deliver(each);
        if (!sent) silent.insert(each.webhook);
        const auto noted =
            ports_.desk.delivered(each, sent.ok(), sent ? "" : sent.error().what, now() + pause_after(each.attempts));
        if (!noted) tell_("The outbox cannot be written: " + core::sentence(noted.error()));
      }
      more = more && silent.empty();
    }
    lock.lock();
    if (!more && !stopping_) stop_.wait_for(lock, std::chrono::seconds(settings_.webhook_seconds));
  }
}

void Server::audit(Call& call) {
  const std::int64_t claim = call.query("claim", 0, 0, INT64_MAX);
  std::int64_t last = call.query("after", 0, 0, INT64_MAX);
  const int limit = int(call.query("limit", 200, 1, 2000));
  Json lines = Json::array();
  for (const core::LogLine& each : take(claim ? ports_.desk.log_of_claim(claim) : ports_.desk.log_after(last, limit))) {
    if (each.id <= last || int(lines.size()) >= limit) continue;
    lines.push_back(line_json(each));
  }
  if (!lines.empty()) last = lines.back()["id"].get<std::int64_t>();
  call.answer({{"lines", std::move(lines)}, {"last", last}});
}

void Server::verify_audit(Call& call) {
  const auto report = take(ports_.shelf.audit());
  note(call, 0, "audit", std::to_string(report.faults.size()) + " faults");
  call.answer({{"faults", report.faults}, {"lines", report.log_lines}});
}

void Server::metrics(Call& call) {
  const auto standing = take(ports_.shelf.standing());
  core::QueueQuery query;
  query.now_ms = now(), query.limit = 1;
  const auto counts = take(ports_.desk.queue(query)).counts;
  std::string text;
  const auto add = [&](const std::string& name, const std::string& kind, std::int64_t value) {
    if (!kind.empty()) text += "# TYPE " + name + " " + kind + "\n";
    text += name + " " + std::to_string(value) + "\n";
  };
  add("claimpack_station_requests_total", "counter", requests_);
  add("claimpack_station_refused_total", "counter", refused_);
  add("claimpack_station_failed_total", "counter", failed_);
  add("claimpack_queue_waiting", "gauge", counts.waiting);
  add("claimpack_queue_postponed", "gauge", counts.postponed);
  add("claimpack_queue_overdue", "gauge", counts.overdue);
  add("claimpack_queue_held", "gauge", counts.held);
  add("claimpack_packets", "gauge", standing.packets);
  text += "# TYPE claimpack_arrivals gauge\n";
  for (const auto& [state, count] : standing.arrivals)
    text += "claimpack_arrivals{state=\"" + std::string(core::name_of(state)) + "\"} " + std::to_string(count) + "\n";
  call.answer_bytes(text, "text/plain; version=0.0.4; charset=utf-8");
}

}  // namespace claimpack::review
