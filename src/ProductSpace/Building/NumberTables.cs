using System.Linq;
using ProductSpace.Storage;

namespace ProductSpace.Building;

/// <summary>
/// Writes the number columns by ordinal: the least number of every product, then the further ones by product and in
/// ascending order, so that the bytes depend on the content of the catalogue alone.
/// </summary>
internal static class NumberTables
{
    public static void Write(SnapshotWriter writer, NumberCollector numbers, int[] productOf, int[] ordinalOf)
    {
        SectionNames.Write(writer, SectionId.NumberNames, numbers.Names);
        writer.Begin(SectionId.Numbers, required: false);
        double[] least = new double[productOf.Length];
        for (int column = 0; column < numbers.Names.Count; column++)
        {
            ReadOnlySpan<double> own = numbers.LeastOf(column);
            for (int ordinal = 0; ordinal < least.Length; ordinal++)
            {
                least[ordinal] = own[productOf[ordinal]];
            }

            writer.Append<double>(least);
        }

        writer.End();
        long[] ends = new long[numbers.Names.Count];
        List<int> ordinals = [];
        List<double> further = [];
        for (int column = 0; column < ends.Length; column++)
        {
            foreach ((int product, SortedSet<double> own) in numbers.SeveralOf(column)
                .OrderBy(entry => ordinalOf[entry.Key]))
            {
                foreach (double number in own.Skip(1))
                {
                    ordinals.Add(ordinalOf[product]);
                    further.Add(number);
                }
            }

            ends[column] = further.Count;
        }

        writer.Write<long>(SectionId.FurtherNumberEnds, ends, required: false);
        writer.Write<int>(SectionId.FurtherNumberProducts, ordinals.ToArray(), required: false);
        writer.Write<double>(SectionId.FurtherNumbers, further.ToArray(), required: false);
    }
}
