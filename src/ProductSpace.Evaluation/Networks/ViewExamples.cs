using System.Runtime.InteropServices;
using ProductSpace.Evaluation.Networks.Layers;
using ProductSpace.Numerics;
using ProductSpace.Training;

namespace ProductSpace.Evaluation.Networks;

/// <summary>
/// Examples of an epoch in random order: a session and the position of the view to predict, from 1 on.
/// </summary>
internal static class ViewExamples
{
    /// <summary>
    /// Lists all positions of each session, or one drawn from each of equal stretches where there are more than the
    /// maximum.
    /// </summary>
    public static void Draw(
        SessionSet sessions, int maxOfSession, ref SeededRandom random, List<(int Session, int Position)> examples)
    {
        examples.Clear();
        for (int session = 0; session < sessions.Count; session++)
        {
            int positions = sessions.Products(session).Length - 1;
            int count = Math.Min(positions, maxOfSession);
            for (int i = 0; i < count; i++)
            {
                int low = (int)((long)i * positions / count);
                int high = (int)((i + 1L) * positions / count);
                examples.Add((session, 1 + low + random.NextInt(high - low)));
            }
        }

        Shuffle.Run(CollectionsMarshal.AsSpan(examples), ref random);
    }
}
