using System.Runtime.CompilerServices;

namespace ProductSpace.Recommendations.Ranking;

/// <summary>
/// Orders many scores: a sort of whole numbers that hold the score in short and its place, then one pass that settles
/// what the short form leaves open. The result is that of comparing the scores themselves. Allocates nothing.
/// </summary>
internal static class ScoreOrder
{
    /// <summary>
    /// Writes the places of the scores, the highest first; equal ones by their ties, the lowest first.
    /// </summary>
    /// <param name="scores">Scores, none of which is not a number.</param>
    /// <param name="ties">What decides between equal scores, different numbers; empty for their places.</param>
    /// <param name="keys">Working space, as many as scores.</param>
    /// <param name="order">Receives the places.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Write(
        ReadOnlySpan<double> scores, ReadOnlySpan<int> ties, Span<ulong> keys, Span<int> order)
    {
        for (int i = 0; i < scores.Length; i++)
        {
            uint bits = BitConverter.SingleToUInt32Bits((float)scores[i]);

            // Rising with the score, then turned, so that the highest comes first.
            bits = ~((int)bits < 0 ? ~bits : bits | 0x8000_0000);
            keys[i] = ((ulong)bits << 32) | (uint)i;
        }

        keys[..scores.Length].Sort();
        for (int i = 0; i < scores.Length; i++)
        {
            int place = (int)(uint)keys[i];
            int at = i;
            while (at > 0 && IsBefore(scores, ties, place, order[at - 1]))
            {
                order[at] = order[at - 1];
                at--;
            }

            order[at] = place;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsBefore(ReadOnlySpan<double> scores, ReadOnlySpan<int> ties, int place, int other) =>
        scores[place] > scores[other]
        || (scores[place] == scores[other] && (ties.IsEmpty ? place < other : ties[place] < ties[other]));
}
