using Microsoft.Extensions.Options;

namespace ProductSpace.Hosting.DependencyInjection;

/// <summary>Tells the host what is wrong with the options of shops, before anything is opened.</summary>
internal sealed class ShopOptionsValidator : IValidateOptions<ShopOptions>, IValidateOptions<ManyShopsOptions>
{
    public ValidateOptionsResult Validate(string? name, ShopOptions options) =>
        ToResult(ShopOptionsCheck.FaultsOf(ShopRegistration.DisplayName(name), options));

    public ValidateOptionsResult Validate(string? name, ManyShopsOptions options) =>
        ToResult(ShopOptionsCheck.FaultsOf(options));

    private static ValidateOptionsResult ToResult(List<string> faults) =>
        faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
}
