using ProductSpace.Numerics;

namespace ProductSpace.Tests.Numerics;

/// <summary>The quick look for a direction says what scaling would find.</summary>
public sealed class UnitVectorTests
{
    [Fact]
    public void HasDirection_AnyNumberAtAnyPlace_AsNormaliseFinds()
    {
        float[] special = [0, -0f, float.Epsilon, -float.Epsilon, 1, -1, float.MaxValue, float.MinValue, float.NaN, float.PositiveInfinity, float.NegativeInfinity];
        foreach (int length in new[] { 1, 7, 8, 9, 16, 100 })
        {
            foreach (float rest in new[] { 0f, -0f, 1f })
            {
                foreach (float value in special)
                {
                    float[] vector = new float[length];
                    for (int place = 0; place < length; place++)
                    {
                        Array.Fill(vector, rest);
                        vector[place] = value;
                        Assert.Equal(UnitVector.Normalise(vector, new double[length]) > 0, UnitVector.HasDirection(vector));
                    }
                }
            }
        }

        Assert.False(UnitVector.HasDirection([]));
    }
}
