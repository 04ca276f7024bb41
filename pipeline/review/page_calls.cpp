// Pictures of pages, boxes drawn on them, and walls of crops.
#include "review/server.hpp"

namespace claimpack::review {

namespace {

constexpr int side_max = 100'000;
constexpr std::size_t wall_claims_max = 200;

int turn_of(const Call& call) {
  const auto turn = int(call.query("turn", 0, 0, 270));
  if (turn % 90)
    throw Refusal{400, "bad_request", "旋转角度应为 0、90、180、270", "`turn` must be 0, 90, 180 or 270", "turn", ""};
  return turn;
}

int part_number(const std::string& text) {
  if (text.empty() || text.size() > 5 || text.find_first_not_of("0123456789") != std::string::npos) throw not_found();
  return std::stoi(text);
}

double scale_of(const Call& call) {
  const std::string text = call.query("scale");
  if (text.empty()) return 1;
  char* end = nullptr;
  const double scale = std::strtod(text.c_str(), &end);
  if (*end != '\0' || !(scale >= 0.05 && scale <= 4))
    throw Refusal{400, "bad_request", "缩放应在 0.05 至 4 之间", "`scale` must be from 0.05 to 4", "scale", ""};
  return scale;
}

Json crop_json(const core::WallCrop& each) {
  return {{"claim", each.claim},
          {"name", each.claim_id},
          {"field", each.field},
          {"n", each.n},
          {"box", each.box},
          {"value", masked_text(each.value)},
          {"confidence", each.confidence},
          {"accepted", each.accepted}};
}

}  // namespace

void Server::picture(Call& call, core::Result<core::ShownPicture> made) {
  const auto shown = take(std::move(made));
  call.response.set_header("Cache-Control", "private, max-age=86400");
  if (!call.same(shown.etag)) call.answer_bytes(shown.jpeg, "image/jpeg");
}

void Server::proxy(Call& call) { picture(call, ports_.contents.proxy(call.number(0), int(call.number(1)), turn_of(call))); }

void Server::tile(Call& call) {
  const std::string& place = call.parts[3];
  const auto bar = place.find('_');
  if (bar == std::string::npos) throw not_found();
  picture(call, ports_.contents.tile(call.number(0), part_number(call.parts[1]), part_number(call.parts[2]),
                                     part_number(place.substr(0, bar)), part_number(place.substr(bar + 1)), turn_of(call)));
}

void Server::crop(Call& call) {
  const std::array<int, 4> box = {int(call.query("x", -1, -side_max, side_max)), int(call.query("y", -1, -side_max, side_max)),
                                  int(call.query("w", 0, 1, side_max)), int(call.query("h", 0, 1, side_max))};
  if (box[2] < 1 || box[3] < 1)
    throw Refusal{400, "bad_request", "缺少要截取的位置", "x, y, w and h are missing", "x, y, w, h", ""};
  picture(call, ports_.contents.crop(call.number(0), part_number(call.parts[1]), box, scale_of(call)));
}

void Server::read_box(Call& call) {
  const auto found = call.body.find("box");
  std::array<int, 4> box{};
  bool fits = found != call.body.end() && found->is_array() && found->size() == 4;
  for (std::size_t i = 0; fits && i < 4; ++i) {
    fits = (*found)[i].is_number() && std::abs((*found)[i].get<double>()) <= side_max;
    if (fits) box[i] = int((*found)[i].get<double>());
  }
  if (!fits || box[2] < 1 || box[3] < 1)
    throw Refusal{400, "bad_request", "框的位置不对", "`box` must be [x, y, w, h]", "box", ""};
  const std::string read =
      take(ports_.contents.read_box(call.number(0), part_number(call.parts[1]), box, call.text("field_type", 100, false)));
  call.answer(parsed(read).value_or(Json::object()));
}

void Server::claim_wall(Call& call) {
  const std::string column = call.query("column");
  if (column.empty()) throw Refusal{400, "bad_request", "请指明一列", "`column` is missing", "column", "items.amount"};
  Json cells = Json::array();
  for (const auto& each : take(ports_.contents.wall({call.number(0)}, column, 5000))) cells.push_back(crop_json(each));
  call.answer({{"column", column}, {"cells", std::move(cells)}});
}

void Server::wall(Call& call) {
  const std::string field = call.query("field"), sort = call.query("sort");
  if (field.empty() || field.size() > 100) throw Refusal{400, "bad_request", "请指明一个字段", "`field` is missing", "field", ""};
  const int limit = int(call.query("limit", 40, 1, 500));
  core::QueueQuery query;
  query.stand = "all", query.region = call.query("region"), query.now_ms = now(), query.limit = int(wall_claims_max);
  std::vector<std::int64_t> claims;
  for (const auto& entry : take(ports_.desk.queue(query)).entries) claims.push_back(entry.claim.claim);
  auto crops = take(ports_.contents.wall(claims, field, limit));
  if (sort == "value")
    std::stable_sort(crops.begin(), crops.end(), [](const auto& a, const auto& b) { return a.value < b.value; });
  if (sort == "new") std::stable_sort(crops.begin(), crops.end(), [](const auto& a, const auto& b) { return a.claim > b.claim; });
  Json cells = Json::array();
  for (const auto& each : crops) cells.push_back(crop_json(each));
  call.answer({{"field", field}, {"cells", std::move(cells)}});
}

}  // namespace claimpack::review
