#include "core/correction_json.hpp"

#include <nlohmann/json.hpp>

#include "catch.hpp"

using namespace claimpack::core;
using json = nlohmann::json;

TEST_CASE("every kind of correction goes into JSON and comes back the same") {
  const char* const texts[] = {
      R"({"kind":"set_field","document":{"file":"a.jpg","page":1},"field":"total_amount","value":"12.50"})",
      R"({"kind":"set_field","document":{"file":"a.jpg","page":1,"part":2},"field":"diagnoses","value":["胆囊结石","脂肪肝"]})",
      R"({"kind":"set_field","document":{"file":"a.jpg","page":1},"field":"emergency","value":false})",
      R"({"kind":"set_field","document":{"file":"a.jpg","page":1},"field":"items[3].amount","row_key":"a.jpg#1@1,2,3,4",
          "value":"1.00","page":{"file":"a.jpg","page":1},"box":[1,2,3,4]})",
      R"({"kind":"accept_field","document":{"file":"a.jpg","page":1},"field":"payer_name","value":"林秀兰"})",
      R"({"kind":"clear_field","document":{"file":"a.jpg","page":1},"field":"payer_name"})",
      R"({"kind":"add_item","document":{"file":"a.jpg","page":1},"row":2,"values":{"amount":"3.00","name":"床位费"}})",
      R"({"kind":"remove_item","document":{"file":"a.jpg","page":1},"row":2})",
      R"({"kind":"set_kind","document":{"file":"a.jpg","page":1},"value":"other","subtype":"consent_form"})",
      R"({"kind":"group_pages","pages":[{"file":"a.jpg","page":1}],"value":"expense_list"})",
      R"({"kind":"group_pages","pages":[{"file":"a.jpg","page":1},{"file":"b.pdf","page":3}]})",
      R"({"kind":"turn_page","page":{"file":"a.jpg","page":1},"turn":270})",
      R"({"kind":"set_aside_page","page":{"file":"a.jpg","page":1},"reason":"他人材料"})",
      R"({"kind":"restore_page","page":{"file":"a.jpg","page":1}})",
      R"({"kind":"set_intake","patch":{"filing":null,"flags":{"trauma":false}}})",
      R"({"kind":"answer","rule":"xiamen.trauma","answer":false,"note":"电话核实"})",
      R"({"kind":"dismiss_finding","rule":"x.bill.total","reason":"票面盖章遮挡","second":"chen"})",
      R"({"kind":"decision","state":"accepted","reason":"齐全"})",
      R"({"kind":"note","text":"等电话"})"};
  for (const char* text : texts) {
    INFO(text);
    const json said = json::parse(text);
    const auto read = correction_from(said);
    REQUIRE(read.ok());
    CHECK(json_of<json>(read.value()) == said);
    auto kept = read.value();
    kept.id = 7, kept.person = "lin", kept.person_name = "林", kept.at_ms = 1'790'000'000'000, kept.undone = true;
    const auto again = correction_from(json_of<json>(kept));
    REQUIRE(again.ok());
    CHECK(again.value() == kept);
  }
}

TEST_CASE("a correction that is wrong or only half understood is refused and says why") {
  const std::pair<const char*, const char*> cases[] = {
      {R"([])", "no JSON object"},
      {R"({"kind":"set"})", "unknown"},
      {R"({"kind":"set_field","field":"a","value":"1"})", "`document`"},
      {R"({"kind":"set_field","document":{"file":"a"},"value":"1"})", "`field`"},
      {R"({"kind":"set_field","document":{"file":"a"},"field":"a"})", "`value`"},
      {R"({"kind":"set_field","document":{"file":"a"},"field":"a","value":3})", "`value`"},
      {R"({"kind":"set_field","document":{"file":"a"},"field":7,"value":"3"})", "`field`"},
      {R"({"kind":"set_field","document":{"file":"a"},"field":"a","value":["x",1]})", "`value`"},
      {R"({"kind":"set_field","document":{"file":"a","page":0},"field":"a","value":"1"})", "`document`"},
      {R"({"kind":"set_field","document":{"file":"a"},"field":"a","value":"1","box":[1,2]})", "`box`"},
      {R"({"kind":"add_item","document":{"file":"a"},"values":{"amount":1}})", "`values`"},
      {R"({"kind":"turn_page","page":{"file":"a"},"turn":45})", "`turn`"},
      {R"({"kind":"set_aside_page","page":{"file":"a"}})", "`reason`"},
      {R"({"kind":"set_intake","patch":[]})", "`patch`"},
      {R"({"kind":"answer","rule":"r"})", "`answer`"},
      {R"({"kind":"group_pages","pages":{}})", "`pages`"},
      {R"({"kind":"note","text":"a","colour":"red"})", "colour"}};
  for (const auto& [text, said] : cases) {
    INFO(text);
    const auto read = correction_from(json::parse(text));
    REQUIRE_FALSE(read.ok());
    CHECK(read.error().code == ErrorCode::bad_input);
    CHECK(read.error().what.find(said) != std::string::npos);
  }
}
