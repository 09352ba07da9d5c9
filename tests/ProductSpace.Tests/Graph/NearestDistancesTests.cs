using CsCheck;
using ProductSpace.Graph;

namespace ProductSpace.Tests.Graph;

/// <summary>The least distances so far, against sorting all of them.</summary>
public sealed class NearestDistancesTests
{
    [Fact]
    public void Add_AnyDistances_SaysWhatSortingSays() => Gen.Select(Gen.Int[0, 60].Array[0, 200], Gen.Int[1, 70]).Sample(
        (distances, wanted) =>
        {
            NearestDistances nearest = new();
            for (int round = 0; round < 2; round++)
            {
                nearest.Begin(wanted);
                List<int> before = [];
                foreach (int distance in distances)
                {
                    bool isAmong = before.Count < wanted || distance < before.Order().ElementAt(wanted - 1);
                    Assert.Equal(isAmong, nearest.Add(distance));
                    before.Add(distance);
                }
            }
        },
        iter: 200,
        threads: 1);
}
