#include "check/yaml_node.hpp"

#include "catch.hpp"
#include "check/rule_file.hpp"

using namespace claimpack::check;

TEST_CASE("a YAML text becomes a tree with lines") {
  const auto root = yaml::Load("a: 1\nb: [x, \"\", ~]\nc:\n  - {k: v}\n  - 厦门 # a remark\n\"d\": null\n");
  REQUIRE(root.IsMap());
  CHECK(root.size() == 4);
  CHECK(root["a"].as<int>() == 1);
  CHECK(root["b"].size() == 3);
  CHECK(root["c"].Mark().line == 3);
  std::vector<std::string> kinds;
  for (const auto& each : root["b"]) kinds.push_back(each.IsScalar() ? "scalar:" + each.Scalar() : each.IsNull() ? "null" : "?");
  CHECK(kinds == std::vector<std::string>{"scalar:x", "scalar:", "null"});
  std::string keys;
  for (const auto& entry : root) keys += entry.first.Scalar();
  CHECK(keys == "abcd");
  CHECK(root["c"].begin()->begin()->second.Scalar() == "v");
  CHECK(root["d"].IsNull());
  CHECK(bool(root["d"]));  // there, and nothing
}

TEST_CASE("what is not there is undefined and never a crash") {
  const auto root = yaml::Load("a: 1\n");
  CHECK_FALSE(bool(root["z"]));
  CHECK_FALSE(bool(root["z"]["y"]));
  CHECK_FALSE(bool(root["a"]["y"]));
  CHECK(root["z"].Scalar().empty());
  CHECK(root["z"].Mark().line == -1);
  CHECK(root["z"].size() == 0);
  CHECK(root["z"].as<int>(7) == 7);
  for (const auto& entry : root["z"]) FAIL(entry.first.Scalar());
  CHECK_THROWS_AS(root["z"].as<int>(), yaml::Exception);
  CHECK_THROWS_AS(yaml::Load("a: 1x\n")["a"].as<int>(), yaml::Exception);
  CHECK_THROWS_AS(yaml::Load("a: [1]\n")["a"].as<std::string>(), yaml::Exception);
  CHECK(yaml::Load("").IsNull());
  CHECK(yaml::Load("a: 0.95\n")["a"].as<double>() == 0.95);
}

TEST_CASE("aliases point at what they name; a text that is none, too deep or bites its tail is refused with its line") {
  const auto root = yaml::Load("a: &x {k: v}\nb: *x\n");
  CHECK(root["b"]["k"].Scalar() == "v");
  const auto line_of = [](const std::string& text) {
    try {
      yaml::Load(text);
    } catch (const yaml::ParserException& fault) {
      CHECK_FALSE(fault.msg.empty());
      return fault.mark.line;
    }
    return -2;
  };
  CHECK(line_of("a: 1\nb: [x\nc: 2\n") >= 1);
  CHECK(line_of("a: *none\n") == 0);
  CHECK(line_of("a: &a [*a]\n") == 0);
  CHECK(line_of("a: 1\n" + std::string(1000, '[') + "\n") >= 0);
  CHECK(line_of("a: \"\xff\xfe\"\n") >= 0);
  CHECK(line_of("a: 1\n\tb: 2\n") >= 0);
  // A laugh of a billion, and a chain too long to walk.
  std::string laughs = "a0: &a0 [x, x]\n", chain = "a0: &a0 [x]\n";
  for (int i = 1; i < 100; ++i) {
    const auto name = "a" + std::to_string(i), before = "*a" + std::to_string(i - 1);
    laughs += name + ": &" + name + " [" + before + ", " + before + "]\n";
    chain += name + ": &" + name + " [" + before + "]\n";
  }
  CHECK(line_of(laughs) > 10);
  CHECK(line_of(chain) > 10);
}
