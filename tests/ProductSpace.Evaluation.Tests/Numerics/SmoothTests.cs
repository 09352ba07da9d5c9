using System.Numerics;
using ProductSpace.Evaluation.Numerics;

namespace ProductSpace.Evaluation.Tests.Numerics;

public class SmoothTests
{
    [Fact]
    public void Exp_Double_IsTheExponential()
    {
        for (double x = -700; x < 700; x += 0.37)
        {
            Assert.InRange(Smooth.Exp(new Vector<double>(x))[0] / Math.Exp(x), 1 - 2e-13, 1 + 2e-13);
        }
    }

    [Fact]
    public void Exp_Float_IsTheExponential()
    {
        for (float x = -87; x < 87; x += 0.37f)
        {
            Assert.InRange(Smooth.Exp(new Vector<float>(x))[0] / Math.Exp(x), 1 - 3e-7, 1 + 3e-7);
        }
    }

    [Fact]
    public void LogisticAndTanh_AnyNumber_AreTheFunctions()
    {
        for (double x = -50; x < 50; x += 0.13)
        {
            Assert.Equal(1 / (1 + Math.Exp(-x)), Smooth.Logistic(new Vector<double>(x))[0], 1e-14);
            Assert.Equal(Math.Tanh(x), Smooth.Tanh(new Vector<double>(x))[0], 1e-14);
            Assert.Equal(Math.Tanh((float)x), Smooth.Tanh(new Vector<float>((float)x))[0], 3e-7);
        }
    }

    /// <summary>Bits, not values within a tolerance: another machine must give the same.</summary>
    [Fact]
    public void Exp_Float_GivesThePinnedBits()
    {
        uint hash = 0;
        for (int i = -8000; i < 8000; i++)
        {
            float power = Smooth.Exp(new Vector<float>(i / 100f))[0];
            hash = (hash * 31) + BitConverter.SingleToUInt32Bits(power);
        }

        Assert.Equal(2677467653u, hash);
    }
}
