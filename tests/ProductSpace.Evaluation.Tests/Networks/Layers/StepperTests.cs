using ProductSpace.Evaluation.Networks.Layers;
using ProductSpace.Numerics;

namespace ProductSpace.Evaluation.Tests.Networks.Layers;

/// <summary>One session at a time must give the bits of a lane: what was trained is what answers.</summary>
public class StepperTests
{
    private const int Lane = 16;

    [Fact]
    public void GruStepper_SameInputs_SameBitsAsTheLane()
    {
        const int Inputs = 5, Units = 7;
        SeededRandom random = new(1);
        Workers workers = new(1);
        GruCell<float> cell = new GruCell<float>(Inputs, Units, Lane, workers).Draw(ref random);
        Uniform.Fill<float>(cell.Bias.Values, ref random, 1);
        GruStepper<float> stepper = cell.ToStepper();
        GruStepper<float>.Buffers buffers = stepper.CreateBuffers();
        float[] input = new float[Inputs * Lane];
        float[] state = new float[Units];
        float[] before = new float[Units * Lane];
        for (int step = 0; step < 3; step++)
        {
            Uniform.Fill<float>(input, ref random, 1);
            cell.Forward(input, before);
            stepper.Step(Column(input, Inputs, 3), state, buffers);
            Assert.Equal(Column(cell.State, Units, 3), state);
            cell.State.CopyTo(before, 0);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void DenseStepper_SameInput_SameBitsAsTheLane(int activation)
    {
        SeededRandom random = new(1);
        Dense<float> layer = new Dense<float>(5, 19, (Activation)activation, Lane, new Workers(1)).Draw(ref random);
        Uniform.Fill<float>(layer.Bias.Values, ref random, 1);
        float[] input = new float[5 * Lane];
        Uniform.Fill<float>(input, ref random, 1);
        layer.Forward(input);
        float[] output = new float[Lanes.For(19)];
        layer.ToStepper().Run(Column(input, 5, 2), output);
        Assert.Equal(Column(layer.Output, 19, 2), output[..19]);
    }

    private static float[] Column(float[] values, int rows, int lane) =>
        [.. Enumerable.Range(0, rows).Select(row => values[(row * Lane) + lane])];
}
