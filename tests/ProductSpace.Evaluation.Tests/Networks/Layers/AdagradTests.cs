using ProductSpace.Evaluation.Networks.Layers;

namespace ProductSpace.Evaluation.Tests.Networks.Layers;

public class AdagradTests
{
    [Fact]
    public void Step_Twice_MovesByTheRootOfTheSumOfSquares()
    {
        double[] values = [.. Enumerable.Repeat(1.0, 11)];
        double[] sums = [.. Enumerable.Repeat(Adagrad.FirstSum, 11)];
        double[] gradient = [.. Enumerable.Repeat(3.0, 11)];
        Adagrad.Step(values, sums, gradient, 0.5);
        Assert.All(values, value => Assert.Equal(0.5, value, 1e-6));
        Array.Fill(gradient, 4.0);
        Adagrad.Step(values, sums, gradient, 0.5);
        Assert.All(values, value => Assert.Equal(0.1, value, 1e-6));
        Assert.All(sums, sum => Assert.Equal(25 + 1e-6, sum, 1e-9));
    }

    /// <summary>A product that occurs several times in a step is one row with one gradient.</summary>
    [Fact]
    public void RowParameter_RowTwice_HasOneSlotAndOthersStay()
    {
        RowParameter<double> rows = new(4, 2, 3);
        rows.Begin();
        Assert.Equal(0, rows.Add(3));
        Assert.Equal(1, rows.Add(1));
        Assert.Equal(0, rows.Add(3));
        Workers workers = new(1);
        rows.Gather(workers);
        new double[] { 1, 1, -2, -2 }.CopyTo(rows.Gradient, 0);
        rows.Step(0.1, workers);
        Assert.Equal([0, 0], rows.Row(0).ToArray());
        Assert.Equal(-0.1, rows.Row(3)[0], 1e-6);
        Assert.Equal(0.1, rows.Row(1)[1], 1e-6);
        rows.Begin();
        Assert.Equal(0, rows.Add(2));
    }
}
