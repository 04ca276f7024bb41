// One network's run: what it does to the thread that runs it.
#ifdef CLAIMPACK_HAS_ONNX

#include "read/onnx_model.hpp"

#include <onnx/onnx_pb.h>

#include <thread>

#include "catch.hpp"

namespace claimpack::read {

namespace {

// x times x, of one row.
std::string square() {
  onnx::ModelProto model;
  model.set_ir_version(8);
  model.add_opset_import()->set_version(13);
  onnx::GraphProto& graph = *model.mutable_graph();
  graph.set_name("square");
  onnx::NodeProto& node = *graph.add_node();
  node.set_op_type("Mul");
  node.add_input("x"), node.add_input("x"), node.add_output("y");
  for (auto* value : {graph.add_input(), graph.add_output()}) {
    value->set_name(value == &graph.input(0) ? "x" : "y");
    auto* type = value->mutable_type()->mutable_tensor_type();
    type->set_elem_type(onnx::TensorProto::FLOAT);
    type->mutable_shape()->add_dim()->set_dim_param("n");
  }
  return model.SerializeAsString();
}

float times_itself(float x) {
  volatile float factor = x;
  return factor * factor;
}

}  // namespace

TEST_CASE("a network takes subnormal numbers for zero, its thread goes on as before") {
  constexpr float small = 1e-20f;  // its square is subnormal
  auto model = OnnxModel::load(square(), "square.onnx");
  REQUIRE(model);
  // Loaded here, run on another thread, as pages are.
  std::vector<float> squares;
  float before = 0, within = 0, after = 0;
  std::thread([&] {
    before = times_itself(small);
    const std::vector<float> values{3, small, -small};
    (*model.value()).run({values.data(), {3}}, After::keep, [&](const TensorView& output) {
      squares.assign(output.values, output.values + output.shape.front());
      within = times_itself(small);
    });
    after = times_itself(small);
  }).join();
  REQUIRE(squares.size() == 3);
  CHECK(squares[0] == 9);
  CHECK(before > 0);
  CHECK(within == before);
  CHECK(after == before);
#if defined(__SSE__)
  CHECK(squares[1] == 0);
  CHECK(squares[2] == 0);
#endif
}

}  // namespace claimpack::read

#endif
