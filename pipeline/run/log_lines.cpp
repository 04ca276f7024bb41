#include "run/log_lines.hpp"

#include <spdlog/formatter.h>
#include <spdlog/spdlog.h>
#include <time.h>

#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>

namespace claimpack::run {

namespace {

class JsonLines : public spdlog::formatter {
 public:
  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override {
    const auto since = message.time.time_since_epoch();
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
    const time_t seconds = ms / 1000;
    tm parts{};
    gmtime_r(&seconds, &parts);
    char time[40], whole[48];
    strftime(time, sizeof time, "%Y-%m-%dT%H:%M:%S", &parts);
    std::snprintf(whole, sizeof whole, "%s.%03dZ", time, int(ms % 1000));
    const auto level = spdlog::level::to_string_view(message.level);
    const nlohmann::ordered_json line = {{"time", whole},
                                         {"level", std::string(level.data(), level.size())},
                                         {"message", std::string(message.payload.data(), message.payload.size())}};
    const std::string text = line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
    out.append(text.data(), text.data() + text.size());
  }
  std::unique_ptr<spdlog::formatter> clone() const override { return std::make_unique<JsonLines>(); }
};

}  // namespace

void log_as_json() { spdlog::set_formatter(std::make_unique<JsonLines>()); }

std::string sentence_without_names(const core::Error& error, const std::vector<std::filesystem::path>& folders) {
  core::Error said = error;
  said.place.clear();
  for (const auto& folder : folders)
    if (error.place.compare(0, folder.string().size(), folder.string()) == 0) said.place = folder.string();
  return core::sentence(said);
}

}  // namespace claimpack::run
