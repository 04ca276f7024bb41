#include "rooms/walls.hpp"
#include "catch.hpp"

using namespace claimpack::rooms;

namespace {

Complaints of(const std::string& path, const std::string& content) { return broken_walls({{path, content}}); }

}  // namespace

TEST_CASE("every include under pipeline keeps to its room") {
  const Tree tree = read_tree(CLAIMPACK_SOURCE);
  int sources = 0;
  for (const auto& [path, content] : tree) sources += starts_with(path, "pipeline/") && ends_with(path, ".cpp");
  REQUIRE(sources > 0);
  const Complaints complaints = broken_walls(tree);
  INFO(joined(complaints));
  CHECK(complaints.empty());
}

TEST_CASE("what a room may include is not complained of") {
  CHECK(of("pipeline/extract/fields.cpp", "#include \"extract/fields.hpp\"\n#include \"core/document.hpp\"\n#include <vector>\n")
            .empty());
  CHECK(of("pipeline/read/lines.cpp", "#include <opencv2/imgproc.hpp>\n#include <onnxruntime_cxx_api.h>\n#include <sys/wait.h>\n")
            .empty());
  CHECK(of("pipeline/run/process.cpp", "#include \"check/check.hpp\"\n#include <CLI/CLI.hpp>\n").empty());
  CHECK(of("pipeline/check/a.cpp", "// #include \"pack/pack.hpp\"\n/* \n#include \"pack/pack.hpp\"\n*/\n").empty());
  CHECK(broken_walls({{"pipeline/pack/a.cpp", "#include \"b.hpp\"\n"}, {"pipeline/pack/b.hpp", ""}}).empty());
}

TEST_CASE("a broken wall is seen") {
  SECTION("another room") { CHECK(of("pipeline/extract/a.cpp", "#include \"read/read.hpp\"\n").size() == 1); }
  SECTION("a room that run alone knows") { CHECK(of("pipeline/core/a.hpp", "#include \"run/process.hpp\"\n").size() == 1); }
  SECTION("a library of another room") { CHECK(of("pipeline/check/a.cpp", "#include <opencv2/core.hpp>\n").size() == 1); }
  SECTION("a library in core") { CHECK(of("pipeline/core/a.cpp", "#include <nlohmann/json.hpp>\n").size() == 1); }
  SECTION("the system in core") { CHECK(of("pipeline/core/a.cpp", "#include <unistd.h>\n").size() == 1); }
  SECTION("a library of a room in run") { CHECK(of("pipeline/run/a.cpp", "#include <tesseract/baseapi.h>\n").size() == 1); }
  SECTION("in the library's clothes") { CHECK(of("pipeline/check/a.cpp", "#include <read/read.hpp>\n").size() == 1); }
  SECTION("round the corner") { CHECK(of("pipeline/check/a.cpp", "#include \"../read/read.hpp\"\n").size() == 1); }
  SECTION("round the corner from its own room") {
    CHECK(of("pipeline/check/a.cpp", "#include \"check/../read/x.hpp\"\n").size() == 1);
  }
  SECTION("behind a comment") { CHECK(of("pipeline/check/a.cpp", "/* x */ #include \"read/read.hpp\"\n").size() == 1); }
  SECTION("behind a string that looks like a comment") {
    CHECK(of("pipeline/check/a.cpp", "const char* s = \"/*\";\n#include \"read/read.hpp\"\n").size() == 1);
  }
  SECTION("by a macro") { CHECK(of("pipeline/check/a.cpp", "#include HEADER\n").size() == 1); }
  SECTION("spaced") { CHECK(of("pipeline/check/a.cpp", "  #  include  \"read/read.hpp\"\n").size() == 1); }
  SECTION("a room that is not in the house") { CHECK(of("pipeline/util/a.cpp", "").size() == 1); }
  SECTION("a file in no room") { CHECK(of("pipeline/a.cpp", "").size() == 1); }
  SECTION("the line is named") {
    const Complaints complaints = of("pipeline/check/a.cpp", "\n\n#include \"pack/pack.hpp\"\n");
    REQUIRE(complaints.size() == 1);
    CHECK(complaints[0] == "pipeline/check/a.cpp:3: check may not include pack/pack.hpp");
  }
}
